#!/usr/bin/env bash
# Starts the whole system on this machine, without containers, and shows one order from cart to doorstep.
# Safe to run again: what runs and is current is kept, and one more order is placed. down.sh stops it.
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=deploy/local/lib.sh
source "$here/lib.sh"
for part in requirements servers services gateway components progress; do
  # shellcheck source=/dev/null
  source "$LOCAL_DIR/$part.sh"
done

[ $# = 0 ] || fail "Usage: up.sh, without a word; FD_PORT_SHIFT and FD_KAFKA_HOME are described in deploy/local/README.md."
use_environment up
STEPS=12
command="bash deploy/local/up.sh"
down="bash deploy/local/down.sh"
if [ "${FD_PORT_SHIFT:-0}" != 0 ]; then command="FD_PORT_SHIFT=$FD_PORT_SHIFT $command" down="FD_PORT_SHIFT=$FD_PORT_SHIFT $down"; fi

failure_hint() {
  local component
  for component in "${COMPONENTS[@]}"; do
    if is_running "$component"; then
      echo "What has started keeps running, so that you can look at it; '$down' stops it."
      break
    fi
  done
  echo "Mend the cause and run '$command' again."
}

make_state_folder
exec 9>"$STATE/lock"
flock -n 9 || fail "Another start or stop of this system is under way. Wait for it to end and run this again."

tools_and_packages() {
  require_tools
  install_packages
  require_java
}

free_ports() {
  local component wanted=()
  for component in "${COMPONENTS[@]}"; do if ! is_running "$component"; then wanted+=("$component"); fi; done
  require_free_ports "${wanted[@]}"
}

# The servers start while the services build; each is awaited in its own step.
launch_servers() {
  local component
  for component in "${SERVERS[@]}"; do if ! is_running "$component"; then launch "$component"; fi; done
}

build_and_copy() {
  local component before after
  before="$(cat "$REPO/.local/services.built" 2>/dev/null || true)"
  build_services
  after="$(<"$REPO/.local/services.built")"
  if [ "$before" = "$after" ]; then echo '= unchanged, checked'; fi
  if ! services_are_current; then
    # A new build replaces all of them; old and new side by side would not be the system that was tested.
    stop_together "${SERVICES[@]}" simulator
    copy_services
  fi
}

await_server() {
  local component
  for component in "$@"; do await_ready "$component"; done
}

await_kafka() {
  if [ "$KAFKA" = old ]; then await_ready zookeeper; fi
  await_server "${BROKERS[@]}"
  make_topics
}

start_services() {
  local component
  for component in "$@"; do
    if is_running "$component" && ! answers "$component"; then kill_components "$component"; fi
    if ! is_running "$component"; then launch "$component"; fi
  done
  for component in "$@"; do await_ready "$component"; done
}

# What runs from an earlier start is kept only when it is well.
answers() {
  local deadline=$((SECONDS + 5))
  until ready "$1"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}

start_gateway() {
  if is_running nginx && ! gateway_is_current; then stop_together nginx; fi
  if ! is_running nginx; then launch nginx; fi
  await_ready nginx
}

step 'Tools and packages' 'complete' tools_and_packages
step 'Apache Kafka' 'present' install_kafka
choose_kafka
step 'Ports' 'free' free_ports
step 'Servers' 'launched' launch_servers
step 'Build' 'built' build_and_copy
step 'MariaDB' 'ready' await_server mariadb
step 'Redis' 'ready' await_server redis positions
step 'Kafka and its topics' 'ready' await_kafka
step 'Payment provider simulator' 'ready' start_services simulator
step 'Services, migrated and seeded' 'ready' start_services "${SERVICES[@]}"
step 'Gateway' 'ready' start_gateway
exec 9>&-

STEP=$((STEP + 1))
printf '[%2d/%d] One order, from cart to doorstep, as the customer'\''s live stream shows it:\n\n' "$STEP" "$STEPS"
gateway="http://localhost:${PORTS[nginx]}"
node "$LOCAL_DIR/demo-order.mjs" "$gateway" || fail "The demonstration order did not reach its door. Logs: $LOGS
$(failure_hint)"

cat <<TEXT

Everything runs. (${SECONDS} s in all)

  Gateway             $gateway
  Screens             $gateway  (customer, kitchen, driver, ops; 'bash deploy/local/city.sh' lets simulated people live in the city)
  API documentation   $gateway/docs
  Logs                $LOGS
  Mails               $STATE/mail (one .eml file for each that would have been sent)
  Metrics             http://127.0.0.1:$(management_port user)/metrics … $(management_port analytics) (user … analytics, in the order of the ports)

  Logins, all with the password Demo-Passw0rd!
    customer@demo.test    restaurant@demo.test (Trattoria Demo)    driver@demo.test    ops@demo.test
    customer001@demo.test … customer100@demo.test, driver01@demo.test … driver40@demo.test, restaurant01@demo.test … restaurant12@demo.test

  Stop: $down      Stop and forget everything: $down --purge
TEXT
