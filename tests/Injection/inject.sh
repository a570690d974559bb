#!/usr/bin/env bash
# Duplicates and poison in the real topics of the test environment.
#
#   bash tests/Injection/inject.sh [--duplicates 50000] [--poison 1000] [--seconds 90] [--seed 1]
#
# Empties the test environment: messages of an older database, which this one never saw, would not be duplicates.
# First some orders go through, so that there is something to repeat. Then the duplicates come, with nothing else running: no table of any
# service may change. Then the poison comes, spread over --seconds among the events of real orders: each message must be a dead letter of each
# service that reads the topic, and the real events must not wait for it.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repo="$(cd "$here/../.." && pwd)"
duplicates=50000 poison=1000 seconds=90 seed=1 rate=2
while [ $# -gt 0 ]; do
  case "$1" in
    --duplicates|--poison|--seconds|--seed|--rate) declare "${1#--}=$2"; shift 2 ;;
    *) echo "Unknown option $1" >&2; exit 2 ;;
  esac
done

stack="$repo/deploy/local/stack.sh"
settings="$(bash "$stack" test env)"
eval "$settings"
bash "$stack" test kill all >/dev/null
rm -rf "$FD_STATE"
settings="$(bash "$stack" test env)" # passwords are new too
eval "$settings"
bash "$stack" test start all
dotnet build "$here" -c Release -v q -nologo -clp:NoSummary >&2
mkdir -p "$FD_STATE/injection"
orders() { # orders <seconds> : real orders at a steady rate
  bash "$repo/tests/Load/run.sh" --env test orders --customers 16 --couriers 24 --rate "$rate" --warmup 0 --seconds "$1" >"$FD_STATE/injection/orders.log" 2>&1
}
inject() { dotnet "$here/bin/Release/net10.0/Injection.dll" "$@"; }

code=0
if [ "$duplicates" -gt 0 ]; then
  orders 30 || code=1
  sleep 15 # what the last orders caused
  inject duplicates "$duplicates" "$seed" || code=1
fi
if [ "$poison" -gt 0 ]; then
  orders $((seconds + 20)) & traffic=$!
  sleep 15 # people log in and the first orders go
  inject poison "$poison" "$seconds" || code=1
  wait "$traffic" || code=1
  grep -E 'orders (placed|delivered|not finished)|errors' "$FD_STATE/injection/orders.log" | head -8 || true
fi
if [ "$code" = 0 ]; then echo 'No harm done.'; else echo "Harm was done, or the orders of the run met errors: $FD_STATE/injection/orders.log"; fi
exit "$code"
