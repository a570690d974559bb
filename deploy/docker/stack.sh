#!/usr/bin/env bash
# The words of deploy/local/stack.sh for the system of docker-compose.yml, so that the end-to-end tests run against it: FD_STACK=this file.
#
#   stack.sh test <start|stop|kill|restart> <component…>
#
# Settings of one service are read from $FD_STATE/<service of the compose file>.env at its start, as there; prove.sh makes the gateway's.
set -euo pipefail
# shellcheck source=deploy/local/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../local/lib.sh"
# shellcheck source=deploy/docker/engine.sh
source "$REPO/deploy/docker/engine.sh"
use_engine
export COMPOSE_PROJECT_NAME="${COMPOSE_PROJECT_NAME:?prove.sh sets it: nobody else has a test system of containers}"

names=()
for name in "${@:3}"; do
  case "$name" in
    services) names+=("${SERVICES[@]}") ;;
    nginx)    names+=(gateway) ;;
    mariadb)  names+=(mysql) ;;
    *)        names+=("$name") ;;
  esac
done

overrides() { # what the files of $FD_STATE say, as a second compose file
  local file
  echo 'services:'
  for file in "$FD_STATE"/*.env; do
    [ -f "$file" ] || continue
    printf '  %s:\n    environment:\n' "$(basename "$file" .env)"
    sed -n -E "s/^([A-Za-z0-9_]+)=(.*)\$/      \1: '\2'/p" "$file"
  done
}

start() {
  local file alone=()
  file="$(mktemp)"
  overrides >"$file"
  # A single service comes back by itself; a group has its jobs run first, as after a deployment.
  if [ ${#names[@]} = 1 ]; then alone=(--no-deps); fi
  docker compose --project-directory "$REPO" -f "$REPO/docker-compose.yml" -f "$file" up --detach --no-build --wait --wait-timeout 300 \
    "${alone[@]}" "${names[@]}" || { rm -f "$file"; fail "Not everything of ${names[*]} came up."; }
  rm -f "$file"
}

cd "$REPO"
case "$2" in
  start)   start ;;
  stop)    docker compose stop "${names[@]}" ;;
  kill)    docker compose kill "${names[@]}" ;;
  restart) docker compose stop "${names[@]}" && start ;;
  *)       fail "Usage: stack.sh test <start|stop|kill|restart> <component…>" ;;
esac
