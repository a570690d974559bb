#!/usr/bin/env bash
# A release: images, then the charts with that version, to an OCI registry: release.sh <registry/path> <version>. Log in to docker and helm first.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
registry="${1:?usage: release.sh <registry/path> <version>}" version="${2:?version}"
[[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || { echo "$version is not a semantic version." >&2; exit 2; }
PUSH=1 bash deploy/pipelines/publish.sh "$registry" "$version"
bash deploy/pipelines/package.sh "$registry" "$version" .local/charts
for package in .local/charts/*.tgz; do helm push "$package" "oci://$registry/charts"; done
