#!/usr/bin/env bash
# Do the tests catch the mistakes that matter? Applies each mutant of mutants.mjs to a copy of the tree, runs the tests that should catch it, and
# restores the file.
#
#   bash tests/Mutants/run.sh              all of them
#   bash tests/Mutants/run.sh <name…>      some
#   bash tests/Mutants/run.sh --trust …    without running the tests unchanged first
#   bash tests/Mutants/run.sh --list
#
# Ends with "N of M caught", and with 0 only when none survived and the tests, run unchanged once more after each project's mutants, still pass. The
# copy stays in .local/mutants for the next run; its first build takes minutes.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repo="$(cd "$here/../.." && pwd)"

if [ "${1:-}" = --list ]; then
  exec node "$here/run.mjs" --list
fi
bash "$repo/deploy/local/stack.sh" test start infra
eval "$(bash "$repo/deploy/local/stack.sh" test env)"

exec node "$here/run.mjs" "$repo" "$@"
