#!/usr/bin/env bash
# The charts on a real cluster, with the commands that docs/operations.md has for a person: platform, suite, `helm test`, and an order from the
# first dish to the doorstep through the gateway with its live stream. Then what a cluster alone can show (deploy/tests/cluster). Says how long each
# step took; Ctrl-C at any moment leaves nothing behind.
#
#   KEEP=1 cluster.sh                            leaves it standing, and says how to open it
#   CHECKS=no                                    ends after the order
#   CHECKS=faults                                the long table besides: upgrades, kills, lost nodes (tests/Faults/run.sh cluster)
#   KUBECONFIG=… FD_KUBE_LOAD=<command>          a cluster that is there; the command is given an image archive
#   FD_KUBE=<program>                            one that `<program> up` starts, `load <archive>` fills and `down` removes
#                                                with neither: a kind cluster
#   BUILD=no                                     images that another job has handed on (hand.sh), or that the engine has
#   TAP=1                                        each step that passed is a line of TAP besides (deploy/local/test.sh counts them)
#
# Images are built once: by the engine that runs here, or, where none does, by one of our own on stand-ins for what would be pulled (engine.sh;
# needs root and FD_KAFKA_HOME).
set -euo pipefail
# shellcheck source=deploy/local/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../local/lib.sh"
for part in requirements servers services progress; do
  # shellcheck source=/dev/null
  source "$LOCAL_DIR/$part.sh"
done
for part in engine stand-ins; do
  # shellcheck source=/dev/null
  source "$REPO/deploy/docker/$part.sh"
done
STEPS=10
begin="$EPOCHREALTIME"
namespace=food work="$REPO/.local/cluster" port="${GATEWAY_PORT:-18082}" forward=''
failure_hint() { echo "Mend the cause and run '$COMMAND_LINE' again."; }
mkdir -p "$work"

# --- The one place where clusters differ -----------------------------------------------------------------------------------------

export KUBE_STATE="${KUBE_STATE:-$work/kube}"
if [ -n "${FD_KUBE:-}" ]; then kind=program; elif [ -n "${KUBECONFIG:-}" ]; then kind=given; else kind=kind; fi
cluster() { # cluster <up|load <archive>|down>
  case "$kind $1" in
    'program up') "$FD_KUBE" up | sed -n 's/^export KUBECONFIG=//p' >"$work/kubeconfig.at" ;;
    program*) "$FD_KUBE" "$@" ;;
    'given load') ${FD_KUBE_LOAD:?names the command that loads an image archive into the cluster} "$2" ;;
    given*) ;;
    'kind up') kind create cluster --name fooddelivery --wait 120s --kubeconfig "$work/kubeconfig" ;;
    # As a file: `kind load docker-image` asks an engine with containerd's store for parts of an image that it does not have.
    'kind load') kind load image-archive --name fooddelivery "$2" ;;
    'kind down') kind delete cluster --name fooddelivery ;;
  esac
}

use_cluster() {
  case "$kind" in
    program) KUBECONFIG="$(<"$work/kubeconfig.at")" ;;
    kind) KUBECONFIG="$work/kubeconfig" ;;
  esac
  export KUBECONFIG
}

proved() { # proved <label> <word for success> <function> : a step that shows something
  step "$@"
  if [ -n "${TAP:-}" ]; then echo "ok $STEP - $1"; fi
}

# --- Steps -----------------------------------------------------------------------------------------------------------------------

tools() {
  local programs
  require_tools
  if command -v helm >/dev/null && command -v kubectl >/dev/null; then return 0; fi
  programs="$(node "$REPO/deploy/tests/programs.mjs")"
  echo "$programs" >"$work/path"
  echo "= helm and kubectl fetched"
}

# In two archives: what a release ships, and what the cluster needs besides (the load; stand-ins for what no registry gives it).
make_images() {
  local besides=(fooddelivery/load:dev)
  mkdir -p "$REPO/.local/handed"
  if [ "${BUILD:-}" = no ]; then
    bash "$REPO/deploy/pipelines/hand.sh" images unpack
    # Handed as an archive, or in the engine already.
    if [ ! -f "$REPO/.local/handed/images.tar" ]; then bash "$REPO/deploy/pipelines/hand.sh" images pack; fi
  elif DOCKER_HOST='' docker version >/dev/null 2>&1; then
    bash "$REPO/deploy/docker/images.sh" dev
    bash "$REPO/deploy/pipelines/hand.sh" images pack
  else
    mkdir -p "$ENGINE"
    engine_tools
    start_engine
    make_stand_ins without-sdk
    bash "$REPO/deploy/docker/prebuilt.sh" dev
    bash "$REPO/deploy/pipelines/hand.sh" images pack
    besides+=("$(pinned mysql)" "$(pinned redis)" "$(pinned apache/kafka)")
  fi
  build tests/Load/Load.csproj load.built src tests/Load tests/Directory.Build.props Directory.Build.props Directory.Build.targets Directory.Packages.props
  DOCKER_BUILDKIT=0 docker build -q -f "$REPO/deploy/tests/cluster/load.Dockerfile" -t fooddelivery/load:dev "$REPO/tests/Load/bin/Release"
  docker save -o "$REPO/.local/handed/besides.tar" "${besides[@]}"
  stop_engine
}

load_images() {
  cluster load "$REPO/.local/handed/images.tar"
  cluster load "$REPO/.local/handed/besides.tar"
}

install_platform() {
  bash "$REPO/deploy/helm/build.sh"
  bash "$REPO/deploy/helm/secrets.sh" "$namespace"
  # Of several nodes one holds the servers, which are one pod each in this mode: what a lost node does to the suite is to be seen. A claim
  # takes any volume that is there, before anybody asks where its pod may run.
  local place=() first
  first="$(kubectl get nodes -o jsonpath='{.items[0].metadata.name}')"
  if [ "$(kubectl get nodes -o name | wc -l)" -gt 1 ]; then
    place=(--set-string "nodeSelector.kubernetes\\.io/hostname=$first")
    kubectl get pv -o jsonpath='{range .items[*]}{.metadata.name} {.spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values[0]}{"\n"}{end}' |
      awk -v first="$first" '$2 != "" && $2 != first { print $1 }' | xargs -r kubectl delete pv
  fi
  helm install platform "$REPO/deploy/helm/platform" -n "$namespace" --wait --timeout 10m "${place[@]}"
}

install_suite() {
  local values=(-f "$REPO/deploy/helm/examples/kind.yaml")
  # All load comes from one address, which the gateway's own limits would slow.
  if [ "${CHECKS:-}" != no ]; then values+=(-f "$REPO/deploy/tests/cluster/busy.yaml"); fi
  helm install fooddelivery "$REPO/deploy/helm/food-delivery" -n "$namespace" "${values[@]}" --wait --timeout 10m
}

test_suite() { helm test fooddelivery -n "$namespace" --logs; }

open_gateway() {
  # Ends with this script; a pod of the gateway that goes takes the connection with it, so it is opened again.
  (while :; do kubectl -n "$namespace" port-forward service/gateway "$port:80" >/dev/null 2>&1 || sleep 0.5; done) &
  forward=$!
  curl -fsS -o /dev/null --retry 30 --retry-delay 1 --retry-all-errors "http://127.0.0.1:$port/healthz"
}

screens() {
  node "$REPO/deploy/tests/screens-served.mjs" "http://127.0.0.1:$port" >"$work/screens.log" 2>&1 || fail "The gateway does not serve the screens:
$(log_tail "$work/screens.log" 15)"
}

order() {
  timeout 300 node "$LOCAL_DIR/demo-order.mjs" "http://127.0.0.1:$port" >"$work/order.log" 2>&1 || fail "No order came to the doorstep:
$(log_tail "$work/order.log" 15)"
}

uninstall() {
  local left deadline=$((SECONDS + 120))
  helm uninstall fooddelivery -n "$namespace" --wait --timeout 5m
  # Pods end in their own time: they go on answering until everybody has heard that they go.
  while :; do
    left="$(kubectl -n "$namespace" get all,networkpolicy,pdb,hpa,configmap,serviceaccount -l app.kubernetes.io/instance=fooddelivery -o name)"
    if [ -z "$left" ]; then return 0; fi
    [ "$SECONDS" -lt "$deadline" ] || fail "The uninstalled release left behind:
$left"
    sleep 2
  done
}

end() {
  local code=$?
  trap - EXIT INT TERM
  if [ "$code" != 0 ] && kubectl version >/dev/null 2>&1; then
    {
      kubectl -n "$namespace" get pods -o wide
      kubectl -n "$namespace" get events --sort-by=.lastTimestamp
      for pod in $(kubectl -n "$namespace" get pods -o name); do echo "--- $pod" && kubectl -n "$namespace" logs --tail 60 --all-containers "$pod"; done
    } >"$work/cluster.log" 2>&1 || true
    echo "What the pods said is in $work/cluster.log" >&2
  fi
  if [ -n "$forward" ]; then
    pkill -P "$forward" || true
    kill "$forward" 2>/dev/null || true
  fi
  stop_engine
  if [ -n "${KEEP:-}" ] && [ -n "${KUBECONFIG:-}" ]; then
    printf 'export KUBECONFIG=%q\nkubectl -n %s port-forward service/gateway 8080:80   # http://localhost:8080/docs\n' "$KUBECONFIG" "$namespace"
    if [ "$kind" = program ]; then printf 'KUBE_STATE=%q %s down   # when it is not needed any more\n' "$KUBE_STATE" "$FD_KUBE"; fi
  else
    cluster down >/dev/null 2>&1 || true
  fi
  exit "$code"
}
trap end EXIT
trap 'exit 130' INT TERM

step 'Tools' 'complete' tools
if [ -f "$work/path" ]; then PATH="$(<"$work/path"):$PATH"; fi
step 'Images' 'built' make_images
step 'Cluster' 'ready' cluster up
use_cluster
step 'Images in the cluster' 'loaded' load_images
proved 'Platform' 'ready' install_platform
proved 'Suite' 'ready' install_suite
proved 'helm test' 'passed' test_suite
open_gateway
proved 'Screens' 'served as they are in the tree' screens
proved 'An order to the doorstep' 'delivered' order
tail -n 12 "$work/order.log"
printf 'The first order was delivered %s s after the start\n' "$(seconds "$begin")"
if [ "${CHECKS:-}" != no ]; then
  node --test --test-reporter=tap "$REPO"/deploy/tests/cluster/*.test.mjs
fi
if [ "${CHECKS:-}" = faults ]; then node "$REPO/deploy/tests/cluster/faults.mjs"; fi
if [ -z "${KEEP:-}" ]; then proved 'Uninstall' 'nothing left' uninstall; fi
printf 'All in %s s\n' "$(seconds "$begin")"
