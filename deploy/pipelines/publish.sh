#!/usr/bin/env bash
# Images for amd64 and arm64 with SBOM and provenance: publish.sh <registry/path> <version> [component…]. With PUSH=1 they go to the registry
# (log in first), as <registry/path>/fooddelivery/<component>; without, they are only built. NAME: another name than the version, for what is not
# released yet. Writes the digests to .local/digests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
registry="${1:?usage: publish.sh <registry/path> <version> [component…]}" version="${2:?version}"
shift 2
declare -A PROJECTS=([user]=UserService [product]=ProductService [cart]=CartService [order]=OrderService [payment]=PaymentService
  [delivery]=DeliveryService [notification]=NotificationService [analytics]=AnalyticsService [simulator]=PaymentSimulator)
components=("$@")
if [ ${#components[@]} = 0 ]; then components=(user product cart order payment delivery notification analytics simulator gateway); fi
output=(--output type=cacheonly)
if [ "${PUSH:-}" = 1 ]; then output=(--push --sbom=true --provenance=mode=max); fi
mkdir -p .local/digests
for component in "${components[@]}"; do
  file=(-f deploy/docker/gateway.Dockerfile)
  if [ "$component" != gateway ]; then file=(-f deploy/docker/Dockerfile --build-arg "SERVICE=${PROJECTS[$component]}"); fi
  docker buildx build --platform "${PLATFORMS:-linux/amd64,linux/arm64}" "${file[@]}" "${output[@]}" --metadata-file ".local/digests/$component.json" \
    --label "org.opencontainers.image.version=$version" --label "org.opencontainers.image.revision=$(git rev-parse HEAD)" -t "$registry/fooddelivery/$component:${NAME:-$version}" .
done
