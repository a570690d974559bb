#!/usr/bin/env bash
# Charts, workflows and the compose file, without a cluster: the node tests, and the compose file as the engine reads it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
node --test deploy/tests/*.test.mjs
if command -v docker >/dev/null && docker compose version >/dev/null 2>&1; then
  bash deploy/docker/secrets.sh
  docker compose --profile eyes config --quiet
fi
