# A container engine of our own for machines that have none running: no bridge, no firewall rules, state inside the repository. Containers
# use the host's network. Sourced after deploy/local/lib.sh.
# shellcheck shell=bash

ENGINE="$REPO/.local/engine"
export DOCKER_HOST="unix://$ENGINE/socket" DOCKER_BUILDKIT=0 DOCKER_CLI_HINTS=false

start_engine() {
  local deadline=$((SECONDS + 30))
  if docker version >/dev/null 2>&1; then return 0; fi
  command -v dockerd >/dev/null || fail "There is no 'dockerd' command. On Debian and Ubuntu: apt-get install --no-install-recommends docker.io"
  [ "$(id -u)" = 0 ] || fail "Only root can start the container engine."
  mkdir -p "$ENGINE"
  (exec setsid dockerd --iptables=false --bridge=none --storage-driver=overlay2 --data-root "$ENGINE/data" --exec-root "$ENGINE/run" \
    --pidfile "$ENGINE/pid" -H "$DOCKER_HOST" >"$ENGINE/log" 2>&1 </dev/null 7>&- 8>&- 9>&-) &
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
