# Start, stop, kill and status of any set of components. Sourced after lib.sh, servers.sh and services.sh.
# shellcheck shell=bash

# shellcheck disable=SC2153
expand() { # expand <component or group…> : the components, each once, in starting order
  local word component all=" "
  for word in "$@"; do
    case "$word" in
      all)      all+="${COMPONENTS[*]} " ;;
      infra)    all+="${SERVERS[*]} " ;;
      services) all+="${SERVICES[*]} " ;;
      *)
        [[ " ${COMPONENTS[*]} " == *" $word "* ]] || return 1
        all+="$word "
        ;;
    esac
  done
  for component in "${COMPONENTS[@]}"; do
    if [[ "$all" == *" $component "* ]]; then printf '%s ' "$component"; fi
  done
}

is_service() { [[ " ${SERVICES[*]} simulator " == *" $1 "* ]]; }

launch() { if is_service "$1"; then launch_service "$1"; else "launch_$1"; fi; }
ready() { if is_service "$1"; then ready_service "$1"; else "ready_$1"; fi; }
settle() { if declare -F "settle_$1" >/dev/null; then "settle_$1"; fi; }

# Everything is launched first and awaited afterwards, so that the slowest decides and not the sum.
start_components() {
  launch_components "$@"
  await_launched
}

LAUNCHED=()
launch_components() {
  local component
  LAUNCHED=()
  for component in "$@"; do
    if [ "$component" = mariadb ] && uses_other_mysql; then continue; fi
    if is_running "$component"; then
      # A topic that was lost meanwhile is made again.
      if [ "$component" = kafka ]; then settle kafka; fi
      continue
    fi
    LAUNCHED+=("$component")
  done
  require_free_ports "${LAUNCHED[@]}"
  prepare_services "${LAUNCHED[@]}"
  for component in "${LAUNCHED[@]}"; do if [[ " ${SERVICES[*]} " == *" $component "* ]]; then make_topics; break; fi; done
  for component in "${LAUNCHED[@]}"; do launch "$component"; done
}

# A service finds its account only in a database that has been set up, so servers that start with services are awaited before those.
launch_in_order() {
  local component servers=()
  for component in "$@"; do if [[ " ${SERVERS[*]} " == *" $component "* ]]; then servers+=("$component"); fi; done
  if [ "${#servers[@]}" -gt 0 ] && [ "${#servers[@]}" -lt $# ]; then start_components "${servers[@]}"; fi
  launch_components "$@"
}

await_launched() {
  local component
  for component in "${LAUNCHED[@]}"; do await_ready "$component"; done
}

await_ready() {
  local component="$1" begin="$EPOCHREALTIME" deadline=$((SECONDS + ${FD_START_TIMEOUT:-90}))
  until ready "$component"; do
    if ! is_running "$component"; then
      if declare -F "relaunch_$component" >/dev/null && "relaunch_$component" && [ "$SECONDS" -lt "$deadline" ]; then
        sleep 0.3
        launch "$component"
        continue
      fi
      fail "$component ended while starting.
$(log_tail "$LOGS/$component.log" 12)"
    fi
    [ "$SECONDS" -lt "$deadline" ] || fail "$component runs but is not ready after ${FD_START_TIMEOUT:-90} s$(why_not_ready "$component").
$(log_tail "$LOGS/$component.log" 12)"
    sleep 0.1
  done
  settle "$component"
  printf '%s ready in %s s\n' "$component" "$(seconds "$begin")"
}

# In reverse starting order by group: nobody is left talking to a server that went first.
stop_components() {
  local component i front=() servers=()
  for ((i = $#; i > 0; i--)); do
    component="${!i}"
    if [[ " ${SERVERS[*]} " == *" $component "* ]]; then servers+=("$component"); else front+=("$component"); fi
  done
  stop_together "${front[@]}"
  for component in "${servers[@]}"; do
    # The old Kafka says goodbye to ZooKeeper, so ZooKeeper goes after it; the others do not care.
    if [ "$component" = zookeeper ] && [[ " $* " == *' kafka '* ]]; then await_stop kafka; fi
    signal_component "$component" TERM
  done
  for component in "${servers[@]}"; do await_stop "$component"; done
}

stop_together() {
  local component
  for component in "$@"; do signal_component "$component" TERM; done
  for component in "$@"; do await_stop "$component"; done
}

await_stop() {
  [ -f "$STATE/run/$1.pid" ] || return 0
  if ! await_end "$1" 25; then
    printf '%s did not stop within 25 s and was killed\n' "$1"
    signal_component "$1" KILL
    await_end "$1" 10 || fail "$1 (pid $(pid_of "$1")) cannot be ended."
  fi
}

kill_components() {
  local component
  for component in "$@"; do signal_component "$component" KILL; done
  for component in "$@"; do await_end "$component" 10 || fail "$component (pid $(pid_of "$component")) cannot be ended."; done
}

status_components() {
  local component pid missing=0
  for component in "$@"; do
    if pid="$(pid_of "$component")"; then
      printf '%-13s running  pid %-7s port %-6s %5d MB\n' "$component" "$pid" "${PORTS[$component]}" \
        "$(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status")"
    else
      printf '%-13s stopped\n' "$component"
      missing=3
    fi
  done
  return "$missing"
}
