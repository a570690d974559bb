#!/usr/bin/env bash
# Lets simulated customers, kitchens and drivers live in the demo city of the system that up.sh started, so that every screen moves.
# Stops by itself: city.sh [orders a minute: 6] [minutes: 10]
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=deploy/local/lib.sh
source "$here/lib.sh"
for part in services gateway components; do
  # shellcheck source=/dev/null
  source "$LOCAL_DIR/$part.sh"
done
use_environment up
[[ "${1:-6} ${2:-10}" =~ ^[1-9][0-9]?\ [1-9][0-9]?$ ]] || fail 'Orders a minute and minutes are whole numbers from 1 to 99.'
is_running nginx || fail "The system does not run. Start it with 'bash deploy/local/up.sh'."
exec node "$LOCAL_DIR/city.mjs" "http://localhost:${PORTS[nginx]}" "${1:-6}" "${2:-10}"
