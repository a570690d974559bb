#!/usr/bin/env bash
# Makes the charts installable from this checkout: their dependencies are folders beside them and are packed into each. HELM names the program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
helm="${HELM:-helm}"
for service in user product cart order payment delivery notification analytics; do
  cp lib/service.schema.json "services/$service/values.schema.json"
  "$helm" dependency update --skip-refresh "services/$service" >/dev/null
done
"$helm" dependency update --skip-refresh gateway >/dev/null
"$helm" dependency update --skip-refresh food-delivery >/dev/null
