#!/usr/bin/env bash
# Proves the images and docker-compose.yml on a machine that can pull no image: starts a container engine, makes stand-ins for the published
# images, builds ours from the real Dockerfiles, runs `docker compose up --wait` and the end-to-end tests through the published gateway.
#
#   prove.sh [filter]    a filter as `dotnet test --filter` takes it
#   FD_KAFKA_HOME        a folder with Apache Kafka's jars in libs/
#
# Needs root; installs docker.io, iptables and debootstrap. Everything else that it makes is in .local/engine, and stays for the next run.
set -euo pipefail
# shellcheck source=deploy/local/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../local/lib.sh"
for part in requirements servers services progress; do
  # shellcheck source=/dev/null
  source "$LOCAL_DIR/$part.sh"
done
for part in engine stand-ins; do
  # shellcheck source=/dev/null
  source "$REPO/deploy/docker/$part.sh"
done
STEPS=5
begin="$EPOCHREALTIME"
failure_hint() { echo "Mend the cause and run '$COMMAND_LINE' again."; }
export COMPOSE_PROJECT_NAME=fooddelivery-prove GATEWAY_PORT="${GATEWAY_PORT:-18081}" DEMO_CITY=1 FD_STATE="$ENGINE/settings"
mkdir -p "$FD_STATE"
rm -f "$FD_STATE"/*.env
# Tests come from one address, faster than any person.
for name in IP API TOKEN LOGIN REGISTER REFRESH ORDERS WEBHOOKS; do
  printf 'GATEWAY_RATE_%s=10000r/s\nGATEWAY_BURST_%s=10000\n' "$name" "$name"
done >"$FD_STATE/gateway.env"

end() {
  local code=$?
  trap - EXIT
  if [ "$code" != 0 ]; then
    docker compose logs --no-color --tail 200 >"$ENGINE/compose.log" 2>&1 || true
    echo "What the containers said is in $ENGINE/compose.log" >&2
  fi
  docker compose down --volumes --timeout 20 >/dev/null 2>&1 || true
  stop_engine
  exit "$code"
}
trap end EXIT
trap 'exit 130' INT TERM

tools() {
  require_tools
  engine_tools
}

# The packages that the images' builds need are restored by this build.
tests() {
  build tests/EndToEnd.Tests/EndToEnd.Tests.csproj stories.built src tests Directory.Build.props Directory.Build.targets \
    Directory.Packages.props
}

bases() {
  start_engine
  make_stand_ins
}

images() {
  docker compose build >"$ENGINE/build.log" 2>&1 || fail "An image could not be built.
$(log_tail "$ENGINE/build.log" 25)"
}

system() {
  docker compose up --no-build --wait --wait-timeout 600 >"$ENGINE/up.log" 2>&1 || fail "docker compose up --wait:
$(log_tail "$ENGINE/up.log" 25)
$(docker compose ps --all --format '{{.Name}}: {{.Status}}')"
}

cd "$REPO"
step 'Tools' 'complete' tools
use_engine
step 'Tests' 'built' tests
step 'Container engine and base images' 'ready' bases
bash deploy/docker/secrets.sh >/dev/null
step 'Images' 'built' images
step 'docker compose up --wait' 'healthy' system
docker compose ps --all --format '{{.Service}}: {{.Image}} {{.Status}}' | sort

node deploy/tests/screens-served.mjs "http://127.0.0.1:$GATEWAY_PORT"

address_of() { docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$(docker compose ps -q "$1")"; }
password_of() { sed -n "s/^$1_PASSWORD=//p" .env; }
export FD_TEST_GATEWAY="http://127.0.0.1:$GATEWAY_PORT" FD_STACK="$REPO/deploy/docker/stack.sh" FD_TEST_MAIL_FOLDER=/tmp/mail \
  FD_TEST_MYSQL="Server=$(address_of mysql);Port=3306;User ID=root;Password=$(password_of MYSQL_ROOT);CharSet=utf8mb4" \
  FD_TEST_REDIS="$(address_of redis):6379,user=admin,password=$(password_of REDIS_ADMIN)"
dotnet test tests/EndToEnd.Tests -c Release --no-build --nologo ${1:+--filter "$1"}
printf 'All in %s s\n' "$(seconds "$begin")"
