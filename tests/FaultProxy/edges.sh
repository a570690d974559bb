#!/usr/bin/env bash
# Puts the fault proxy between processes of the test environment, and takes it out again. Every edge has a port of its own.
#
#   edges.sh place <edge…>       starts the proxy, points the callers at it and restarts them
#   edges.sh send "<command>"    set, clear, reset, half-close, stats: see README.md
#   edges.sh remove              points the callers back, restarts them and ends the proxy
#
# An edge is <caller>-<callee>: order-payment, cart-product, … of services; gateway-order, … of nginx; payment-provider and provider-payment
# (webhooks); order-mysql of any service, cart-redis, delivery-positions. Kafka is not among them: clients go to the address that the broker advertises.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repo="$(cd "$here/../.." && pwd)"
# shellcheck source=deploy/local/lib.sh
source "$repo/deploy/local/lib.sh"
# shellcheck source=deploy/local/servers.sh
source "$repo/deploy/local/servers.sh"
# shellcheck source=deploy/local/services.sh
source "$repo/deploy/local/services.sh"
use_environment test
control=$((18011 + ${FD_PORT_SHIFT:-0}))
folder="$STATE/proxy"
begin='# >>> fault proxy' end='# <<< fault proxy'

component_of() { case "$1" in gateway) echo nginx ;; provider) echo simulator ;; *) echo "$1" ;; esac; }

target_of() { case "$1" in mysql) echo "${PORTS[mariadb]}" ;; *) echo "${PORTS[$(component_of "$1")]}" ;; esac; }

setting_of() { # setting_of <caller> <callee> <port> : the line that sends the caller to the proxy
  case "$1-$2" in
    gateway-*)        echo "${2^^}_UPSTREAM=127.0.0.1:$3" ;;
    payment-provider) echo "Provider__BaseUrl=http://127.0.0.1:$3" ;;
    provider-payment) echo "Simulator__WebhookUrl=http://127.0.0.1:$3/api/v1/payments/webhooks/simulator" ;;
    *-mysql)          environment_of "$1" | sed -n "/^ConnectionStrings__MySql=/s/Port=[0-9]*/Port=$3/p" ;;
    *-redis|*-positions) environment_of "$1" | sed -n "/^ConnectionStrings__Redis=/s/=127.0.0.1:[0-9]*/=127.0.0.1:$3/p" ;;
    *)                echo "Services__${2^}=http://127.0.0.1:$3" ;;
  esac
}

clean() { # clean <component> : without our lines; a file of nothing else goes
  local file="$STATE/$1.env"
  [ -f "$file" ] || return 0
  sed -i "/^$begin/,/^$end/d" "$file"
  [ -s "$file" ] || rm -f "$file"
}

place() {
  local edge caller callee port=$((control + 1)) arguments=() component
  declare -A lines=()
  for edge in "$@"; do
    caller="${edge%%-*}" callee="${edge#*-}"
    arguments+=("$edge=$port:127.0.0.1:$(target_of "$callee")")
    lines[$(component_of "$caller")]+="$(setting_of "$caller" "$callee" "$port")"$'\n'
    port=$((port + 1))
  done
  mkdir -p "$folder"
  [ -f "$here/bin/Release/net10.0/FaultProxy.dll" ] || dotnet build "$here" -c Release -v q -nologo -clp:NoSummary >&2
  setsid dotnet "$here/bin/Release/net10.0/FaultProxy.dll" "$control" "${arguments[@]}" >"$folder/log" 2>&1 </dev/null &
  echo $! >"$folder/pid"
  until grep -q '^control:' "$folder/log"; do
    kill -0 "$(<"$folder/pid")" || fail "The proxy ended: $(tail -n 3 "$folder/log")"
    sleep 0.1
  done
  for component in "${!lines[@]}"; do
    clean "$component"
    printf '%s\n%s%s\n' "$begin" "${lines[$component]}" "$end" >>"$STATE/$component.env"
  done
  printf '%s\n' "${!lines[@]}" >"$folder/components"
  bash "$repo/deploy/local/stack.sh" test restart "${!lines[@]}" >/dev/null
}

send() {
  local answer
  exec 3<>"/dev/tcp/127.0.0.1/$control"
  echo "$*" >&3
  IFS= read -r answer <&3
  exec 3>&-
  printf '%s\n' "$answer"
  [[ "$answer" != error* ]]
}

remove() {
  local components=()
  if [ -f "$folder/components" ]; then
    mapfile -t components <"$folder/components"
    for component in "${components[@]}"; do clean "$component"; done
    bash "$repo/deploy/local/stack.sh" test restart "${components[@]}" >/dev/null
    rm "$folder/components"
  fi
  if [ -f "$folder/pid" ]; then
    kill "$(<"$folder/pid")" 2>/dev/null || true
    rm "$folder/pid"
  fi
}

action="${1:-}"
[ $# -eq 0 ] || shift
case "$action" in
  place|send|remove) "$action" "$@" ;;
  *) fail "Usage: edges.sh place <edge…> | send \"<command>\" | remove" ;;
esac
