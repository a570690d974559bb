#!/usr/bin/env bash
# Proves the images on a machine that can pull none: starts a container engine, makes stand-in base images, builds every image from the real
# Dockerfiles, runs the services and the gateway from them against native MySQL (MariaDB), Redis and Kafka, and runs the end-to-end tests.
#
#   prove.sh [filter]    a filter as `dotnet test --filter` takes it
#
# Needs root, docker.io and debootstrap. Everything it makes is in .local/engine and .local/test*.
set -euo pipefail
# shellcheck source=deploy/local/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../local/lib.sh"
for part in requirements servers services gateway components progress; do
  # shellcheck source=/dev/null
  source "$LOCAL_DIR/$part.sh"
done
for part in engine stand-ins; do
  # shellcheck source=/dev/null
  source "$REPO/deploy/docker/$part.sh"
done
use_environment test
# A machine that has just built ten images is slow to start them.
export FD_START_TIMEOUT="${FD_START_TIMEOUT:-240}"
STEPS=5
failure_hint() { echo "Mend the cause and run '$COMMAND_LINE' again."; }
make_state_folder

end() {
  local code=$?
  bash "$REPO/deploy/docker/stack.sh" test stop all >/dev/null 2>&1 || true
  stop_engine
  exit "$code"
}
trap end EXIT

build_images() { FD_BUILD_OPTIONS="--network host --build-arg BUILDPLATFORM=linux/$(docker version -f '{{.Server.Arch}}')" bash "$REPO/deploy/docker/images.sh" dev >"$ENGINE/build.log" 2>&1 || fail "An image could not be built.
$(log_tail "$ENGINE/build.log" 15)"; }

run_containers() { bash "$REPO/deploy/docker/stack.sh" test start all; }

step 'Container engine' 'ready' start_engine
step 'Stand-in base images' 'present' make_stand_ins
step 'Images' 'built' build_images
step 'Tests' 'built' build tests/EndToEnd.Tests/EndToEnd.Tests.csproj stories.built src tests Directory.Build.props Directory.Build.targets Directory.Packages.props
step 'Servers, services and gateway' 'ready' run_containers
docker images --format '{{.Repository}}:{{.Tag}} {{.Size}}' | grep '^fooddelivery/' | sort
docker ps --format '{{.Names}}: {{.Status}}' | sort

eval "$(test_environment)"
export FD_STACK="$REPO/deploy/docker/stack.sh"
dotnet test "$REPO/tests/EndToEnd.Tests" -c Release --no-build --nologo ${1:+--filter "$1"}
