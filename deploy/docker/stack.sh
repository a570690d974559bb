#!/usr/bin/env bash
# deploy/local/stack.sh with the services, the payment simulator and the gateway from their images, on the host's network; the servers are
# native. The same words, so that the end-to-end tests run against it: FD_STACK=deploy/docker/stack.sh. Used by prove.sh.
set -euo pipefail
# shellcheck source=deploy/local/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../local/lib.sh"
for part in servers services gateway components; do
  # shellcheck source=/dev/null
  source "$LOCAL_DIR/$part.sh"
done
# shellcheck source=deploy/docker/engine.sh
source "$REPO/deploy/docker/engine.sh"

use_environment "$1"
action="$2"
shift 2
if [ "$action" = start ]; then install_kafka >/dev/null; fi
names="$(expand "$@")" || fail "Unknown component among: $*"
read -r -a chosen <<<"$names"
make_state_folder

prepare_services() { :; }

container() { # container <component> <options and settings…> : starts the image, and keeps its first process's pid as the native start does
  local name="$1"
  shift
  mkdir -p "$STATE/run" "$LOGS"
  docker rm -f "fd-$name" >/dev/null 2>&1 || true
  docker run -d --name "fd-$name" --network host --read-only --tmpfs /tmp:mode=1777,size=64m --cap-drop ALL --security-opt no-new-privileges \
    --memory 384m "$@" "fooddelivery/$name:${FD_TAG:-dev}" >/dev/null
  process_identity "$(docker inspect -f '{{.State.Pid}}' "fd-$name")" >"$STATE/run/$name.pid" || true
  (exec setsid docker logs -f "fd-$name" >>"$LOGS/$name.log" 2>&1 </dev/null 7>&- 8>&- 9>&-) &
}

settings_of() { # settings_of <component>
  # What runtime.env says is inside the image already.
  environment_of "$1" | grep -vE '^(DOTNET_|MALLOC_)'
  echo Seed__File=/app/demo-city.json
  if [ "$1" = simulator ]; then echo Simulator__LedgerFile=/data/ledger.jsonl; fi
  overrides_of "$1"
}

run_service() { # as the native one: a command of a service, to its end
  local name="$1" line options=(--volume "$REPO/deploy/kafka:$REPO/deploy/kafka:ro")
  while IFS= read -r line; do options+=(--env "$line"); done < <(settings_of "$name")
  docker run --rm --network host --read-only --tmpfs /tmp:mode=1777,size=64m "${options[@]}" "fooddelivery/$name:${FD_TAG:-dev}" "${@:2}"
}

launch_service() {
  local name="$1" line options=(--health-cmd "bash /app/probe.sh ${PORTS[$1]} $([ "$1" = simulator ] && echo /livez || echo /readyz)")
  while IFS= read -r line; do options+=(--env "$line"); done < <(settings_of "$name")
  if [ "$name" = simulator ]; then
    install -d -o 1654 -g 1654 "$STATE/simulator"
    chown -R 1654:1654 "$STATE/simulator"
    options+=(--volume "$STATE/simulator:/data")
  fi
  container "$name" "${options[@]}"
}

launch_nginx() {
  local line options=(--health-cmd "bash /opt/gateway/probe.sh ${PORTS[nginx]} /healthz")
  while IFS= read -r line; do options+=(--env "$line"); done < <(
    gateway_settings | grep -vE '^GATEWAY_(STATE_DIR|DOCS_DIR|OPENAPI_DIR|ERROR_LOG|ACCESS_LOG)='
    overrides_of nginx
  )
  docker tag "fooddelivery/gateway:${FD_TAG:-dev}" "fooddelivery/nginx:${FD_TAG:-dev}"
  container nginx "${options[@]}"
}

case "$action" in
  start)   launch_in_order "${chosen[@]}"; await_launched ;;
  stop)    stop_components "${chosen[@]}" ;;
  kill)    kill_components "${chosen[@]}" ;;
  restart) stop_components "${chosen[@]}" && start_components "${chosen[@]}" ;;
  status)  status_components "${chosen[@]}" ;;
  *)       fail "Usage: stack.sh test <start|stop|kill|restart|status> <component…>" ;;
esac
