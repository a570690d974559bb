#!/usr/bin/env bash
# Runs every test against real servers that it starts itself (test ports, state in .local/test), and ends with
# "N passed, N failed, N skipped". Exit code 1 when a test failed or a project did not run.
#
#   test.sh [name…]        only the projects whose name contains one of the words, for example: test.sh Order Cart
#   FD_RACE_ROUNDS=200     every race of two commands so many times instead of 1 to 20
#   FD_MYSQL=<connection>  the same tests on another server, for example MySQL 9.7; its account must be able to create schemas
#
# Servers of the test environment that already run are used and left running; otherwise it starts from an empty state.
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=deploy/local/lib.sh
source "$here/lib.sh"
for part in requirements servers services gateway components progress; do
  # shellcheck source=/dev/null
  source "$LOCAL_DIR/$part.sh"
done

use_environment test
STEPS=5
RESULTS="$REPO/.local/test-results"
failure_hint() { echo "Mend the cause and run '$COMMAND_LINE' again."; }
begin="$EPOCHREALTIME"

make_state_folder
exec 7>"$REPO/.local/test-run.lock"
flock -n 7 || fail "Another test run of this folder is under way. Wait for it to end and run this again."

STARTED=true
for component in "${COMPONENTS[@]}"; do if is_running "$component"; then STARTED=false; fi; done
# What an earlier run left decides nothing, not even which Kafka.
if [ "$STARTED" = true ]; then
  rm -rf "$STATE"
  choose_kafka
fi

# What this run started goes without ceremony: nothing in it is kept.
clean_up() {
  local code=$? runs
  runs="$(jobs -p)"
  # shellcheck disable=SC2086
  if [ -n "$runs" ]; then kill $runs 2>/dev/null || true; fi
  if [ "$STARTED" = true ]; then kill_components "${COMPONENTS[@]}"; fi
  # Whoever reads only the last line must not take a run that never got to its tests for a good one.
  if [ "$SUMMED" = false ]; then printf 'The tests did not run to their end.\n0 passed, 1 failed, 0 skipped\n'; fi
  exit "$code"
}
SUMMED=false
trap clean_up EXIT
trap 'exit 130' INT TERM

tools_and_packages() {
  require_tools
  install_packages
  require_java
  if wanted Browser; then install_chromium; fi
}

start_servers() {
  if uses_other_mysql; then empty_other_mysql; fi
  start_components "${SERVERS[@]}"
  if [ "$STARTED" = false ]; then echo '= ready (running before, left running)'; fi
}

build_everything() {
  local sources
  sources="$(source_fingerprint)"
  build "${SOLUTION[@]}"
  printf '%s' "$sources" >"$REPO/.local/services.built"
}

wanted() { # wanted <project> : whether the words on the command line ask for it
  local word
  [ ${#WORDS[@]} -gt 0 ] || return 0
  for word in "${WORDS[@]}"; do if [[ "${1,,}" == *"${word,,}"* ]]; then return 0; fi; done
  return 1
}

run_project() { # run_project <project> : one line when it ends, its failures below, its counts in a file
  local name="$1" folder="$RESULTS/$1" start="$EPOCHREALTIME" code=0 public private
  mkdir -p "$folder"
  if [ "$name" = Browser ]; then
    # The screens need a whole system with the demo city; where no Chromium is, one line says so and nothing is started.
    # Nobody waits five minutes to see that ops are told when no courier is found.
    echo Order__CourierNoticeAfter=00:00:10 >"$STATE/order.env"
    # Nor five at a door where nobody opens.
    echo Delivery__WaitAtDoor=00:00:03 >"$STATE/delivery.env"
    read -r public private <<<"$(push_keys)"
    printf 'Push__PublicKey=%s\nPush__PrivateKey=%s\n' "$public" "$private" >"$STATE/notification.env"
    { if "$LOCAL_DIR/../../tests/Browser/chromium.sh" >/dev/null; then bash "$LOCAL_DIR/stack.sh" test start simulator services nginx; fi &&
      FD_TEST_GATEWAY="$(url_of nginx)" timeout --kill-after=20 300 node --test --test-concurrency=1 --test-reporter=tap "$REPO"/tests/Browser/*.test.mjs; } >"$folder/output.log" 2>&1 || code=$?
    # Not killed: whoever reads a topic notes on leaving how far. The next system begins with empty schemas, where an event of this one,
    # read once more, would be one whose predecessors are missing.
    sleep 2
    bash "$LOCAL_DIR/stack.sh" test stop nginx services simulator >>"$folder/output.log" 2>&1 || true
    rm -f "$STATE/order.env" "$STATE/delivery.env" "$STATE/notification.env"
  elif [ "$name" = Fallback ]; then
    node --test --test-reporter=tap "$LOCAL_DIR/fallback.mjs" >"$folder/output.log" 2>&1 || code=$?
  elif [ "$name" = Scripts ]; then
    node --test --test-reporter=tap "$LOCAL_DIR"/*.test.mjs "$REPO"/deploy/tests/*.test.mjs "$REPO"/tests/Mutants/*.test.mjs >"$folder/output.log" 2>&1 || code=$?
  elif [ "$name" = Schemathesis ]; then
    # Always the same input, which longer runs have been through: a change answers for itself, not for what was drawn.
    bash "$REPO/tests/Schemathesis/run.sh" --minutes 2 --seed 20261202 >"$folder/output.log" 2>&1 || code=$?
    sed -n -E 's/^ok [0-9]+ - (Schemathesis) # SKIP (.*)/  \1 \2/p; s/^(not )?ok [0-9]+ - (as .*)/          \2/p' "$folder/output.log"
  elif [ "$name" = Cluster ] && [ -z "${FD_KUBE:-}" ]; then
    echo 'ok 1 - Cluster # SKIP' >"$folder/output.log"
    echo '  Cluster was not run: FD_KUBE names no program that starts a cluster (deploy/pipelines/cluster.sh)'
  elif [ "$name" = Cluster ]; then
    TAP=1 timeout --kill-after=60 1500 bash "$REPO/deploy/pipelines/cluster.sh" >"$folder/output.log" 2>&1 || code=$?
    # A machine that can start neither engine nor cluster is like one without: nothing of ours was tried.
    if [ "$code" != 0 ] && grep -qE '^\[ *[13]/[0-9]+\] .*FAILED|engine did not start|can start the container engine|debootstrap failed|The stand-in for .* could not be made' "$folder/output.log"; then
      echo "  Cluster was not run: $(grep -A 8 FAILED "$folder/output.log" | grep -m 1 '^  ' | sed 's/^ *//')"
      echo 'ok 1 - Cluster # SKIP' >"$folder/output.log"
      code=0
    fi
  else
    timeout --kill-after=20 "${FD_PROJECT_TIMEOUT:-900}" dotnet test "$REPO/tests/$name" --no-build -c Release --nologo \
      --logger 'trx;LogFileName=result.trx' --results-directory "$folder" >"$folder/output.log" 2>&1 || code=$?
  fi
  node "$LOCAL_DIR/test-results.mjs" project "$name" "$folder" "$code" "$(seconds "$start")"
}

WORDS=("$@")
projects=()
# These start, stop and kill the whole system, so each runs by itself.
WHOLE=(Faults.Tests EndToEnd.Tests)
for path in "$REPO"/tests/*.Tests/; do
  name="$(basename "$path")"
  if [[ " ${WHOLE[*]} " != *" $name "* ]] && wanted "$name"; then projects+=("$name"); fi
done
if wanted Scripts; then projects+=(Scripts); fi
last=()
# Each runs beside nothing else: two whole systems at once would wait for each other.
if wanted Fallback; then last+=(Fallback); fi
if wanted Browser; then last+=(Browser); fi
for name in "${WHOLE[@]}"; do
  if [ -d "$REPO/tests/$name" ] && wanted "$name"; then last+=("$name"); fi
done
if wanted Schemathesis; then last+=(Schemathesis); fi
if wanted Cluster; then last+=(Cluster); fi
[ $((${#projects[@]} + ${#last[@]})) -gt 0 ] || fail "No test project has a name with: $*"

step 'Tools and packages' 'complete' tools_and_packages
step 'Apache Kafka' 'present' install_kafka
choose_kafka
step 'Servers' 'ready' start_servers
step 'Build' 'built' build_everything
rm -rf "$RESULTS"
eval "$(test_environment)"

STEP=$((STEP + 1))
printf '[%2d/%d] %d projects\n' "$STEP" "$STEPS" $((${#projects[@]} + ${#last[@]}))
for name in "${projects[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || true; done
  run_project "$name" 7>&- &
done
wait
for name in "${last[@]}"; do run_project "$name" 7>&-; done

printf 'All in %s s; outputs in %s\n' "$(seconds "$begin")" "$RESULTS"
SUMMED=true
node "$LOCAL_DIR/test-results.mjs" sum "$RESULTS"
