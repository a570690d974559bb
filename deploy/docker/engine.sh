#!/usr/bin/env bash
# A container engine of our own, with bridge networks, for machines that have none running; its state is in .local/engine.
#
#   engine.sh images    starts it and makes the stand-ins for the published images that are missing (stand-ins.sh)
#   engine.sh stop
#   eval "$(engine.sh env)"    for docker, docker compose and the tests
#
# Needs root. Sourced by prove.sh and stack.sh after deploy/local/lib.sh.
# shellcheck shell=bash
if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -euo pipefail
  # shellcheck source=deploy/local/lib.sh
  source "$(dirname "$0")/../local/lib.sh"
fi

ENGINE="$REPO/.local/engine"
ENGINE_SOCKET="unix://$ENGINE/socket"

use_engine() { export DOCKER_HOST="$ENGINE_SOCKET" DOCKER_CONFIG="$ENGINE/client" DOCKER_CLI_HINTS=false; }

engine_tools() {
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v iptables >/dev/null || missing+=(iptables)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || fail "These packages are missing and only root may install them: ${missing[*]}"
  # The package would start an engine of its own.
  apt_install "${missing[*]}" >"$REPO/.local/apt.log" 2>&1 ||
    { apt-get update >>"$REPO/.local/apt.log" 2>&1 && apt_install "${missing[*]}" >>"$REPO/.local/apt.log" 2>&1; } ||
    fail "apt-get could not install: ${missing[*]}
$(log_tail "$REPO/.local/apt.log" 8)"
  echo "= installed ${missing[*]}"
}

start_engine() {
  local deadline=$((SECONDS + 30))
  # Stand-ins bear the names of published images: nobody's own engine shall have them, and two engines would share one bridge.
  if DOCKER_HOST='' docker version >/dev/null 2>&1; then
    fail "An engine runs here already. deploy/pipelines/compose.sh tries the compose file on it, with images that it pulls."
  fi
  mkdir -p "$ENGINE/client"
  use_engine
  if docker version >/dev/null 2>&1; then return 0; fi
  [ "$(id -u)" = 0 ] || fail "Only root can start the container engine."
  (exec setsid dockerd --storage-driver=overlay2 --data-root "$ENGINE/data" --exec-root "$ENGINE/run" \
    --pidfile "$ENGINE/pid" -H "$ENGINE_SOCKET" >"$ENGINE/log" 2>&1 </dev/null 7>&- 8>&- 9>&-) &
  until docker version >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || fail "The container engine did not start.
$(log_tail "$ENGINE/log" 8)"
    sleep 0.3
  done
}

stop_engine() {
  local pid
  pid="$(cat "$ENGINE/pid" 2>/dev/null)" || return 0
  kill -TERM "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
  # It leaves its network name space mounted, and the folder could not be removed.
  umount "$ENGINE"/run/netns/* 2>/dev/null || true
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  case "${1:-}" in
    images)
      for part in "$LOCAL_DIR/requirements.sh" "$REPO/deploy/docker/stand-ins.sh"; do
        # shellcheck source=/dev/null
        source "$part"
      done
      mkdir -p "$ENGINE"
      engine_tools
      start_engine
      make_stand_ins
      ;;
    stop) stop_engine ;;
    env)
      use_engine
      printf 'export DOCKER_HOST=%q DOCKER_CONFIG=%q\n' "$DOCKER_HOST" "$DOCKER_CONFIG"
      # For Testcontainers: Debian's engine is older than what it asks for, and its reaper is one more published image.
      printf 'export DOCKER_API_VERSION=%q TESTCONTAINERS_RYUK_DISABLED=true\n' "$(docker version -f '{{.Server.APIVersion}}')"
      ;;
    *)    fail "Usage: engine.sh <images|stop|env>" ;;
  esac
fi
