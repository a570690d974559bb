#!/usr/bin/env bash
# The charts of a release, as files: package.sh <registry/path> <version> <destination>. They carry the version, and name the images of that
# registry by the digests that publish.sh left in .local/digests (DIGESTS: another folder). Works on a copy, so the checkout stays at "dev".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
registry="${1:?usage: package.sh <registry/path> <version> <destination>}" version="${2:?version}" destination="${3:?destination}"
helm="${HELM:-helm}"
stage="$(mktemp -d)"
trap 'rm -rf "$stage"' EXIT

digest() { # digest <component>
  grep -oE '"containerimage\.digest": *"sha256:[0-9a-f]{64}"' "${DIGESTS:-.local/digests}/$1.json" | grep -oE 'sha256:[0-9a-f]+' ||
    { echo "There is no digest of $1: publish it with PUSH=1 first." >&2; return 1; }
}

cp -rL deploy/helm "$stage/helm"
find "$stage/helm" -name charts -prune -exec rm -rf {} +
find "$stage/helm" -name Chart.yaml -exec sed -i -E "s/\bversion: 0\.1\.0/version: $version/; s/^appVersion: .*/appVersion: \"$version\"/" {} +
sed -i "s|imageRegistry: \"\"|imageRegistry: $registry|" "$stage/helm/lib/values.yaml" "$stage/helm/food-delivery/values.yaml"
for chart in "$stage"/helm/services/* "$stage/helm/gateway"; do
  value="$(digest "$(basename "$chart")")"
  sed -i -E "s|^  repository: .*|&\n  digest: $value|" "$chart/values.yaml"
done
for name in simulator cart; do
  value="$(digest "$name")"
  sed -i "s|fooddelivery/$name:dev|$registry/fooddelivery/$name@$value|" "$stage/helm/platform/values.yaml"
done

bash "$stage/helm/build.sh"
rm -rf "$destination"
mkdir -p "$destination"
for chart in "$stage"/helm/services/* "$stage"/helm/{gateway,platform,food-delivery,observability}; do "$helm" package "$chart" --destination "$destination"; done
