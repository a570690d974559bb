#!/usr/bin/env bash
# Schemathesis (https://schemathesis.io) over the eight OpenAPI documents, through the gateway, once each as customer, restaurant, driver and
# ops; every phase and every check, but for what schemathesis.toml leaves out with a reason.
#
#   run.sh [--minutes 3] [--seed <number, otherwise by commit>] [--as <role>…]
#
# The minutes are of all roles together; more than ten are several rounds, each with the next seed, because a token lives no longer. Found as
# FD_SCHEMATHESIS, as ../shared/schemathesis/st beside the tree, or as st or schemathesis on the PATH (pip install schemathesis); without it
# one line says so, and nothing has failed. Writes TAP; what was found, each with a line of curl, is in .local/schemathesis/<role>.log.
#
# Uses the system of FD_TEST_GATEWAY that runs, or starts one in the test environment (deploy/local/stack.sh) and stops it.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
output="$root/.local/schemathesis"
stack="${FD_STACK:-$root/deploy/local/stack.sh}"

# The commit decides, so that a run can be repeated and each change is tried with other input.
minutes=3 seed=$((16#$(git -C "$root" rev-parse --short=6 HEAD 2>/dev/null | cut -c1-6 || echo 1))) roles=()
while [ $# -gt 0 ]; do
  case "$1" in
    --minutes) minutes="$2" ;;
    --seed) seed="$2" ;;
    --as) roles+=("$2") ;;
    *) sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
  shift 2
done
if [ ${#roles[@]} = 0 ]; then roles=(customer restaurant driver ops); fi

tool="${FD_SCHEMATHESIS:-}"
if [ -z "$tool" ] && [ -x "$root/../shared/schemathesis/st" ]; then tool="$root/../shared/schemathesis/st"; fi
if [ -z "$tool" ]; then tool="$(command -v st || command -v schemathesis || true)"; fi
# Another program is called st as well.
if [ -z "$tool" ] || ! "$tool" --version 2>/dev/null | grep -qi schemathesis && ! "$tool" run --help 2>/dev/null | grep -qi openapi; then
  echo 'ok 1 - Schemathesis # SKIP was not run: neither ../shared/schemathesis/st nor st on the PATH (pip install schemathesis)'
  exit 0
fi

if [ -z "${FD_TEST_GATEWAY:-}" ]; then eval "$(bash "$stack" test env)"; fi
started=()
stop() { if [ ${#started[@]} -gt 0 ]; then bash "$stack" test stop "${started[@]}" >/dev/null; fi; }
trap stop EXIT
if ! curl -sf -m 2 -o /dev/null "$FD_TEST_GATEWAY/healthz"; then
  started=(nginx services simulator)
  bash "$stack" test status infra >/dev/null || started=(all)
  bash "$stack" test start infra simulator services nginx >/dev/null
fi

rm -rf "$output"
mkdir -p "$output"
node "$here/merge.mjs" "$root/docs/openapi" "$output/openapi.json"

token() { # token <role>
  curl -sf "$FD_TEST_GATEWAY/api/v1/auth/login" -H 'Content-Type: application/json' -d "{\"email\":\"$1@demo.test\",\"password\":\"Demo-Passw0rd!\"}" |
    sed -E 's/.*"accessToken":"([^"]+)".*/\1/'
}

# Whom ops may block, log out and suspend.
SOMEBODY="$(curl -sf "$FD_TEST_GATEWAY/api/v1/auth/register" -H 'Content-Type: application/json' \
  -d "{\"email\":\"somebody-$(date +%s)@example.org\",\"password\":\"Demo-Passw0rd!\",\"displayName\":\"Somebody\",\"role\":\"driver\"}" |
  sed -E 's/.*"id":"([^"]+)".*/\1/')"
export SOMEBODY

attack() { # attack <role> <seconds> <seed> : findings in <role>.log, and the seed in <role>.failed when there are any
  local folder="$output/$1" token
  mkdir -p "$folder"
  if ! token="$(token "$1")"; then
    echo "Nobody can log in as $1." >>"$output/$1.log"
    echo "$3" >>"$output/$1.failed"
    return
  fi
  # In a folder of its own: it keeps what it found beside it.
  (cd "$folder" && "$tool" --config-file "$here/schemathesis.toml" run "$output/openapi.json" --url "$FD_TEST_GATEWAY" \
    -H "Authorization: Bearer $token" --seed "$3" --max-time "$2" --no-color --report junit --report-dir "$folder/$3") >>"$output/$1.log" 2>&1 || echo "$3" >>"$output/$1.failed"
}

# Two roles at a time, so each has half of the minutes.
total=$((minutes * 60 * 2 / ${#roles[@]}))
rounds=$(((total + 539) / 540)) failed=0
for ((round = 0; round < rounds; round++)); do
  for role in "${roles[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || true; done
    attack "$role" $((total / rounds)) $((seed + round)) &
  done
  wait
done
number=0
for role in "${roles[@]}"; do
  number=$((number + 1))
  calls="$(sed -n -E '/^Test cases:/{n;s/^ *//;p}' "$output/$role.log" | paste -sd ';' -)"
  if [ -e "$output/$role.failed" ] || [ -z "$calls" ]; then
    failed=1
    printf 'not ok %d - as %s, seed %s: %s, see %s\n' "$number" "$role" "$(head -n 1 "$output/$role.failed" || echo "$seed")" "${calls:-no calls}" "$output/$role.log"
  else
    printf 'ok %d - as %s, seed %d: %s\n' "$number" "$role" "$seed" "$calls"
  fi
done
exit "$failed"
