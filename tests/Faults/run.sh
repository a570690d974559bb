#!/usr/bin/env bash
# Proves the promises of docs/guarantees.md on real processes under faults. Empties the test environment, starts it with the build that has
# failpoints, runs, and stops it again. See README.md.
#
#   run.sh <mode> [options]        --keep leaves the system running and its state for a look; without a mode it lists them
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repo="$(cd "$here/../.." && pwd)"
stack="$repo/deploy/local/stack.sh"

keep=false
words=()
for word in "$@"; do if [ "$word" = --keep ]; then keep=true; else words+=("$word"); fi; done
mode="${words[0]:-}"

# Before anything else: what comes next empties the test environment. The text is the program's own, whose modes are indented by two.
usage="$(sed -n '/Usage: /,/"""/{/"""/!s/^        //p}' "$here/Options.cs")"
case " $* " in *' --help '* | *' -h '*) printf '%s\n' "$usage"; exit 0 ;; esac
awk -v mode="$mode" '/^  [a-z]/ && $1 == mode { known = 1 } END { exit !known }' <<<"$usage" || { printf '%s\n' "$usage" >&2; exit 2; }

if [ "$mode" = cluster ]; then CHECKS=faults NODES="${NODES:-3}" exec bash "$repo/deploy/pipelines/cluster.sh"; fi

# A rolling restart is of what is shipped; everything else uses the build with failpoints.
export FD_BUILD=Faults
if [ "$mode" = rolling ]; then FD_BUILD=Release; fi

# The servers that a mode needs more of.
if [ "$mode" = brokers ]; then export FD_BROKERS=3; fi

# It ends by killing the system: two runs, or a test run beside it, would kill each other's.
mkdir -p "$repo/.local"
exec 7>"$repo/.local/test-run.lock"
flock -n 7 || { echo 'A test run of this folder is under way. Wait for it to end and run this again.' >&2; exit 2; }

# Disks of limited size, for the servers that are to run out of space; the state folder is made anew each time.
disks=(mariadb:2000m kafka:800m)
unmount_disks() {
  local disk
  for disk in "${disks[@]}"; do while mountpoint -q "$FD_STATE/${disk%:*}" 2>/dev/null; do umount "$FD_STATE/${disk%:*}"; done; done
}
mount_disks() {
  local disk
  [ "$(id -u)" = 0 ] || { echo 'Run this mode as root: it mounts file systems of limited size.' >&2; exit 2; }
  for disk in "${disks[@]}"; do
    mkdir -p "$FD_STATE/${disk%:*}"
    mount -t tmpfs -o "size=${disk#*:}" fd-test "$FD_STATE/${disk%:*}"
  done
}

echo 'building the harness'
dotnet build "$here" -c Release -v q -nologo --disable-build-servers -clp:NoSummary 7>&-
bash "$stack" test kill all
settings="$(bash "$stack" test env)"
eval "$settings"
unmount_disks
rm -rf "$FD_STATE"
settings="$(bash "$stack" test env)"
eval "$settings"
if [[ "$mode" =~ ^(rare|brokers)$ && "$FD_TEST_KAFKA_PROPERTIES" = *api.version.request=false* ]]; then
  echo "'$mode' needs a current Kafka, which deletes and changes topics for a client: FD_KAFKA_HOME names its folder (deploy/local/README.md)." >&2
  exit 2
fi
haste=()
if [ "$mode" = day ]; then haste=(--haste); fi
dotnet "$here/bin/Release/net10.0/Faults.dll" prepare "${haste[@]}"

stop_system() {
  if [ "$keep" = true ]; then return; fi
  if [ -f "$FD_STATE/proxy/pid" ]; then kill "$(<"$FD_STATE/proxy/pid")" 2>/dev/null || true; rm -f "$FD_STATE/proxy/pid"; fi
  bash "$stack" test kill all
  unmount_disks
}
trap stop_system EXIT
# Ctrl-C reaches the runner, which ends in order.
trap : INT
if [ "$mode" = rare ]; then
  export FD_RESTORE="$here/Rare/restore.sh"
  mount_disks
fi
bash "$stack" test start all

# The edges that a campaign disturbs get a proxy each.
if [ "$mode" = campaign ]; then
  # shellcheck disable=SC2046
  bash "$repo/tests/FaultProxy/edges.sh" place $(dotnet "$here/bin/Release/net10.0/Faults.dll" edges) 7>&-
fi
words+=(--proxy "$((18011 + ${FD_PORT_SHIFT:-0}))")

code=0
dotnet "$here/bin/Release/net10.0/Faults.dll" "${words[@]}" 7>&- || code=$?
exit "$code"
