#!/usr/bin/env bash
# What one job has built, handed to others as a file in .local/handed: hand.sh build|images pack|unpack. The build is that of the whole solution,
# with the mark by which deploy/local/test.sh knows that nothing has changed since. Nothing handed: unpack says so, and whoever needs it builds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=deploy/local/lib.sh
source deploy/local/lib.sh
# shellcheck source=deploy/local/services.sh
source "$LOCAL_DIR/services.sh"
what="${1:-}" archive="$REPO/.local/handed/${1:-}.tar"
mkdir -p "$REPO/.local/handed"
case "$what ${2:-}" in
  'build pack')
    build "${SOLUTION[@]}"
    # Of obj only what says which packages a project has.
    find src tests \( -path '*/bin/Release' -prune -o -path '*/obj/project.assets.json' -o -path '*/obj/*.nuget.g.*' -o -path '*/obj/project.nuget.cache' \) -print0 |
      tar -c --null -T - -f "$archive"
    ;;
  'build unpack')
    if [ ! -f "$archive" ]; then echo 'No build was handed on.'; exit 0; fi
    tar -x -f "$archive"
    # This checkout's files are the same with other times.
    fingerprint "${SOLUTION[@]:2}" >"$REPO/.local/solution.built"
    ;;
  'images pack')
    # shellcheck disable=SC2046
    docker save -o "$archive" $(printf 'fooddelivery/%s:dev ' "${!PROJECTS[@]}" gateway)
    ;;
  'images unpack')
    if [ ! -f "$archive" ]; then echo 'No images were handed on.'; exit 0; fi
    docker load -i "$archive"
    ;;
  *) fail 'Usage: hand.sh <build|images> <pack|unpack>' ;;
esac
