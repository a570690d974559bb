#!/usr/bin/env bash
# Builds the images of all services, the payment simulator and the gateway, or of those named: images.sh [tag] [component…]
# The engine is the one that `docker` talks to. FD_BUILD_OPTIONS: --load where the builder is not the engine itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

declare -A PROJECTS=([user]=UserService [product]=ProductService [cart]=CartService [order]=OrderService [payment]=PaymentService
  [delivery]=DeliveryService [notification]=NotificationService [analytics]=AnalyticsService [simulator]=PaymentSimulator)
tag="${1:-dev}"
shift || true
components=("$@")
if [ ${#components[@]} = 0 ]; then components=(user product cart order payment delivery notification analytics simulator gateway); fi

# Attestations are for what is published; here they would make an index of an image, which not every cluster can load.
export BUILDX_NO_DEFAULT_ATTESTATIONS=1
for component in "${components[@]}"; do
  image="${FD_IMAGES:-fooddelivery}/$component:$tag"
  # shellcheck disable=SC2086
  if [ "$component" = gateway ]; then
    docker build ${FD_BUILD_OPTIONS:-} -f deploy/docker/gateway.Dockerfile -t "$image" .
  else
    docker build ${FD_BUILD_OPTIONS:-} -f deploy/docker/Dockerfile --build-arg "SERVICE=${PROJECTS[$component]:?unknown component $component}" -t "$image" .
  fi
done
