#!/usr/bin/env bash
# The system from docker-compose.yml, from nothing to an accepted order, and away again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bash deploy/docker/secrets.sh
trap 'code=$?; if [ $code != 0 ]; then docker compose ps --all; docker compose logs --tail 40; fi; docker compose down --volumes --timeout 20; exit $code' EXIT
docker compose up --build --wait --wait-timeout 600
bash deploy/helm/food-delivery/files/order.sh http://localhost:8080
