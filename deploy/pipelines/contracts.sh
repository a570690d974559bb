#!/usr/bin/env bash
# The published events (docs/asyncapi.yaml, golden events) are what the code says: their tests pass and change nothing. docs/openapi is compared
# by the tests of each service.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bash deploy/local/test.sh Contracts
git diff --exit-code -- docs tests/Contracts.Tests || { echo 'The contracts differ from what is committed: commit them with the change.' >&2; exit 1; }
