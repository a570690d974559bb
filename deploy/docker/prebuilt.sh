#!/usr/bin/env bash
# The images of the services, the payment simulator and the gateway out of what is built on this machine already: the Dockerfile's last stage
# around the output of the local build, machine code included. Seconds, where images.sh compiles inside of ten images: prebuilt.sh [tag]
set -euo pipefail
# shellcheck source=deploy/local/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../local/lib.sh"
# shellcheck source=deploy/local/services.sh
source "$LOCAL_DIR/services.sh"
tag="${1:-dev}" STATE="$REPO/.local/images"
# Nothing here needs the newer builder, which not every engine brings.
export DOCKER_BUILDKIT=0

mkdir -p "$STATE/folders/data"
build_services
services_are_current || copy_services
awk '/^ARG DOTNET_VERSION/ { print } /^FROM / { stage++ } stage > 1 { sub(/--from=build /, ""); sub(/\/publish\//, "app/"); sub(/\/folders\//, "folders/"); print }' \
  "$REPO/deploy/docker/Dockerfile" >"$STATE/Dockerfile"
service_image() { # service_image <component>
  local component="$1"
  tar -c --transform "s#^$component/#app/#" -C "$STATE" Dockerfile folders -C "$STATE/app" "$component/" -C "$REPO" \
    deploy/runtime.env deploy/local/demo-city.json deploy/docker/run.sh deploy/docker/probe.sh |
    docker build -q --build-arg "SERVICE=${PROJECTS[$component]}" -t "${FD_IMAGES:-fooddelivery}/$component:$tag" -
}
gateway_image() { docker build -q -f "$REPO/deploy/docker/gateway.Dockerfile" -t "${FD_IMAGES:-fooddelivery}/gateway:$tag" "$REPO"; }
images=(gateway_image)
for component in "${!PROJECTS[@]}"; do images+=("service_image $component"); done
at_once "${images[@]}"
