#!/usr/bin/env bash
# Stops exactly what up.sh started (each process is known by its pid and start time). --purge also removes the state: data, logs, secrets.
set -euo pipefail
# shellcheck source=deploy/local/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
for part in servers services gateway components; do
  # shellcheck source=/dev/null
  source "$LOCAL_DIR/$part.sh"
done

purge=false
case "${1:-}" in
  '')      ;;
  --purge) purge=true ;;
  *)       fail "Usage: down.sh [--purge]" ;;
esac

use_environment up
if [ ! -d "$STATE" ]; then
  echo "Nothing to stop: $STATE does not exist."
  exit 0
fi
exec 9>"$STATE/lock"
flock 9

running=()
for component in "${COMPONENTS[@]}"; do if is_running "$component"; then running+=("$component"); fi; done
if [ ${#running[@]} = 0 ]; then
  echo 'Nothing runs.'
else
  stop_components "${running[@]}"
  echo "Stopped: ${running[*]}."
fi
if [ "$purge" = true ]; then
  rm -rf "$STATE"
  echo "Removed $STATE. The build output and the downloaded Kafka stay."
fi
