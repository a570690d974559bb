#!/usr/bin/env bash
# All images, once, for the jobs that run them; those named are also built for the other processor: images.sh [component…]. One builder, so what
# images share is compiled once for each processor.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
FD_BUILD_OPTIONS=--load bash deploy/docker/images.sh dev
bash deploy/pipelines/hand.sh images pack
if [ $# -gt 0 ]; then bash deploy/pipelines/publish.sh localhost ci "$@"; fi
