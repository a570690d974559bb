#!/usr/bin/env bash
# The system from docker-compose.yml, from nothing to an accepted order, and away again, data included: under a name and on a port of its own,
# beside an installation on the same machine. BUILD=no takes the images that are there: those of another job, or of a release to be.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export COMPOSE_PROJECT_NAME=fooddelivery-ci GATEWAY_PORT="${GATEWAY_PORT:-18081}" DEMO_CITY=1
bash deploy/docker/secrets.sh
end() {
  local code=$?
  if [ "$code" != 0 ]; then docker compose ps --all || true; docker compose logs --tail 40 || true; fi
  docker compose down --volumes --timeout 20 || true
  exit "$code"
}
trap end EXIT
how=--build
if [ "${BUILD:-}" = no ]; then how=--no-build; fi
docker compose up "$how" --wait --wait-timeout 600
node deploy/tests/screens-served.mjs "http://localhost:$GATEWAY_PORT"
bash deploy/helm/food-delivery/files/order.sh "http://localhost:$GATEWAY_PORT"
