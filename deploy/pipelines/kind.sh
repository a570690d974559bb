#!/usr/bin/env bash
# The charts on a kind cluster of its own: images built here, platform and umbrella installed, `helm test` places an order, and each of the eight
# services is restarted under load without a failed request. KEEP=1 leaves the cluster. BUILD=no takes the images that another job handed on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
namespace=food
services=(user product cart order payment delivery notification analytics)
export KUBECONFIG="${KUBECONFIG:-$PWD/.local/kind.kubeconfig}"
mkdir -p .local
end() {
  local code=$? runs
  runs="$(jobs -p)"
  # shellcheck disable=SC2086
  if [ -n "$runs" ]; then kill $runs 2>/dev/null || true; fi
  if [ "$code" != 0 ]; then kubectl -n "$namespace" get pods,events --sort-by=.lastTimestamp || true; fi
  if [ -z "${KEEP:-}" ]; then kind delete cluster --name fooddelivery; fi
  exit "$code"
}
trap end EXIT
kind create cluster --name fooddelivery --wait 120s
if [ "${BUILD:-}" != no ]; then
  bash deploy/docker/images.sh dev
  bash deploy/pipelines/hand.sh images pack
fi
# As a file: `kind load docker-image` asks an engine with containerd's store for parts of an image that it does not have.
kind load image-archive --name fooddelivery .local/handed/images.tar
bash deploy/helm/build.sh
bash deploy/helm/secrets.sh "$namespace"
helm install platform deploy/helm/platform -n "$namespace" --wait --timeout 10m
helm install fooddelivery deploy/helm/food-delivery -n "$namespace" -f deploy/helm/examples/kind.yaml --wait --timeout 10m
helm test fooddelivery -n "$namespace" --logs
# shellcheck disable=SC2046
helm upgrade fooddelivery deploy/helm/food-delivery -n "$namespace" -f deploy/helm/examples/kind.yaml \
  $(printf -- '--set %s.replicas=2 ' "${services[@]}") --wait --timeout 10m
kubectl -n "$namespace" port-forward service/gateway 18080:80 >/dev/null &
curl -fsS -o /dev/null --retry 30 --retry-delay 1 --retry-connrefused http://localhost:18080/healthz
node deploy/pipelines/read-load.mjs http://localhost:18080 &
load=$!
for service in "${services[@]}"; do
  kubectl -n "$namespace" rollout restart "deployment/$service"
  kubectl -n "$namespace" rollout status "deployment/$service" --timeout 180s
done
kill -TERM "$load" || true
wait "$load"
