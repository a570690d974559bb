#!/usr/bin/env bash
# Logs in with the workflow's own token and takes a step of the tag's release (release.sh): REGISTRY, TAG (v1.2.3), STEP, ACTOR and TOKEN come
# from the environment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
registry="${REGISTRY,,}"
docker login "${registry%%/*}" --username "$ACTOR" --password-stdin <<<"$TOKEN"
helm registry login "${registry%%/*}" --username "$ACTOR" --password-stdin <<<"$TOKEN"
bash deploy/pipelines/release.sh "$registry" "${TAG#v}" "$STEP"
