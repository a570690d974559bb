#!/usr/bin/env bash
# A release: release.sh <registry/path> <version> [step]. Log in to docker and helm first. Without a step all of them, one after the other:
#
#   publish    images for both processors with SBOM and provenance, under the name candidate-<commit>; their digests in .local/digests
#   try        those very images, by digest, started by the compose file until an order is accepted
#   promote    gives what was tried the version's name, without building, and pushes the charts that name it by digest. SIGN=1 signs images
#              and charts with the identity of the workflow that runs this (cosign, keyless)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
registry="${1:?usage: release.sh <registry/path> <version> [step]}" version="${2:?version}" step="${3:-}"
[[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || { echo "$version is not a semantic version." >&2; exit 2; }
components=(user product cart order payment delivery notification analytics simulator gateway)

image() { # image <component> : its name with its digest
  local digest
  digest="$(grep -oE '"containerimage\.digest": *"sha256:[0-9a-f]{64}"' ".local/digests/$1.json" | grep -oE 'sha256:[0-9a-f]+')" ||
    { echo "There is no digest of $1: publish first." >&2; return 1; }
  printf '%s/fooddelivery/%s@%s' "$registry" "$1" "$digest"
}

sign() { if [ "${SIGN:-}" = 1 ]; then cosign sign --yes "$1"; fi; }

publish() { PUSH=1 NAME="candidate-$(git rev-parse HEAD)" bash deploy/pipelines/publish.sh "$registry" "$version"; }

try() {
  local component name
  for component in "${components[@]}"; do
    name="$(image "$component")"
    docker pull --quiet "$name"
    docker tag "$name" "fooddelivery/$component:dev"
  done
  BUILD=no bash deploy/pipelines/compose.sh
}

promote() {
  local component name package pushed
  # All of them before the first has the name: whoever asks for the version finds nothing that is not signed.
  for component in "${components[@]}"; do
    name="$(image "$component")"
    sign "$name"
  done
  for component in "${components[@]}"; do
    name="$(image "$component")"
    docker buildx imagetools create --tag "$registry/fooddelivery/$component:$version" "$name"
  done
  bash deploy/pipelines/package.sh "$registry" "$version" .local/charts
  for package in .local/charts/*.tgz; do
    pushed="$(helm push "$package" "oci://$registry/charts" 2>&1)"
    echo "$pushed"
    sign "$registry/charts/$(basename "$package" "-$version.tgz")@$(grep -oE 'sha256:[0-9a-f]{64}' <<<"$pushed" | head -n 1)"
  done
}

case "$step" in
  '')
    publish
    try
    promote
    ;;
  publish | try | promote) "$step" ;;
  *) echo "There is no step $step." >&2; exit 2 ;;
esac
