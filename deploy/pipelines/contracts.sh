#!/usr/bin/env bash
# The published contracts (docs/openapi, docs/asyncapi.yaml, golden events) are what the code says: their tests pass and change nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bash deploy/local/test.sh Contracts
git diff --exit-code -- docs tests/Contracts.Tests || { echo 'The contracts differ from what is committed: commit them with the change.' >&2; exit 1; }
