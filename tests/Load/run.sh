#!/usr/bin/env bash
# Runs the load driver against the local system. All load comes from one address, so the gateway's limits are raised for the run, named,
# and put back afterwards. See README.md.
#
#   run.sh [--env up|test] <mode> [options]        without a mode it lists them
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repo="$(cd "$here/../.." && pwd)"
stack="$repo/deploy/local/stack.sh"

environment=up
if [ "${1:-}" = --env ]; then
  environment="${2:-}"
  shift 2 || true
fi
mode="${1:-}"

# The text is the driver's own, whose modes are indented by two.
usage="$(sed -n '/Usage: /,/"""/{/"""/!s/^        //p}' "$here/Options.cs")"
case " $* " in *' --help '* | *' -h '*) printf '%s\n' "$usage"; exit 0 ;; esac
awk -v mode="$mode" '/^  [a-z]/ && $1 == mode { known = 1 } END { exit !known }' <<<"$usage" || { printf '%s\n' "$usage" >&2; exit 2; }

settings="$(bash "$stack" "$environment" env)" || exit 2
eval "$settings"
overrides="$FD_STATE/nginx.env"
kept="$FD_STATE/nginx.env.before-load"
order="$FD_STATE/order.env"

raised_limits() { # name and value of every limit that one address with many people would meet
  local name
  for name in IP API TOKEN LOGIN REGISTER REFRESH ORDERS; do printf 'GATEWAY_RATE_%s=100000r/s\nGATEWAY_BURST_%s=100000\n' "$name" "$name"; done
  for name in GATEWAY_CONN_PER_IP GATEWAY_STREAMS_PER_IP; do echo "$name=4000"; done
}

standard_of() { # the gateway's own value of a setting
  sed -n -E "s/^setting $1 +([^ ]+) *$/\1/p" "$repo/nginx/gateway.envsh"
}

# A few customers order as if they were many. The tests' own Order lets them already.
restarted=(nginx)
[ "$environment" = test ] || restarted+=(order)
mark='# >>> raised for this run' # no slash: it stands in a pattern of sed
raised_placing() { printf '%s\n%s\n' "$mark" Order__PlacingPerMinute=100000; }

restore_limits() {
  [ -f "$kept" ] || return 0
  if [ -s "$kept" ]; then cp "$kept" "$overrides"; else rm -f "$overrides"; fi
  rm -f "$kept"
  if [ -f "$order" ]; then
    sed -i "/$mark\$/,+1d" "$order"
    [ -s "$order" ] || rm -f "$order"
  fi
  bash "$stack" "$environment" restart "${restarted[@]}" >/dev/null
  echo 'The gateway and Order have their own limits again.'
}

raise_limits() {
  restore_limits # a run that was killed may have left them raised
  if [ -f "$overrides" ]; then cp "$overrides" "$kept"; else : >"$kept"; fi
  local line name
  echo 'Limits of the gateway raised for this run (one address stands for many people):'
  while IFS= read -r line; do
    name="${line%%=*}"
    printf '  %-24s %8s → %s\n' "$name" "$(standard_of "$name")" "${line#*=}"
  done < <(raised_limits)
  echo '  Order__PlacingPerMinute        10 → 100000'
  if [ "$environment" = test ]; then echo '  (the test environment has raised most of them already)'; fi
  # The last line of a name wins.
  { cat "$kept"; echo; raised_limits; } >"$overrides"
  [ "$environment" = test ] || raised_placing >>"$order"
  bash "$stack" "$environment" restart "${restarted[@]}" >/dev/null
}

# Two runs at once would measure each other, and the second would take the limits of the first for the gateway's own. What is started
# from here does not inherit the lock: deploy/local closes 8 for its servers.
if [ "$mode" != memory ]; then
  # Beside the state folder and not in it: a comparison purges that and goes on.
  exec 8>"$FD_STATE.load.lock"
  if ! flock -n 8; then
    echo "Another run of tests/Load uses this system ($FD_STATE). Wait for it to end, or take a system of its own: FD_PORT_SHIFT." >&2
    exit 2
  fi
fi

# The build comes first: it must not take the machine from what is measured.
dotnet build "$here" -c Release -v q -nologo --disable-build-servers -clp:NoSummary 8>&-

case "$mode" in
  orders|checkout|cost|grow|menu)
    if ! bash "$stack" "$environment" status all; then
      echo "The system does not run completely. Start it first: bash deploy/local/up.sh" >&2
      exit 2
    fi
    trap restore_limits EXIT
    # Ctrl-C reaches the driver, which ends in order; then the limits are put back.
    trap : INT
    raise_limits
    ;;
  compare)
    trap : INT
    # It starts gateways of its own.
    FD_LOAD_LIMITS="$(raised_limits)"
    export FD_LOAD_LIMITS
    ;;
esac

code=0
dotnet "$here/bin/Release/net10.0/Load.dll" "$@" --env "$environment" || code=$?
exit "$code"
