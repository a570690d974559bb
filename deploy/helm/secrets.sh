#!/usr/bin/env bash
# Makes the Secrets that the charts refer to, with random values, where they are missing: secrets.sh <namespace>. For a first look;
# a real cluster takes them from its own store (docs/operations.md).
set -euo pipefail
namespace="${1:?usage: secrets.sh <namespace>}"
random() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
make() { # make <name> <key…> : the key=value pairs come on standard input, never on a command line
  local name="$1"
  kubectl -n "$namespace" get secret "$name" >/dev/null 2>&1 && return 0
  kubectl -n "$namespace" create secret generic "$name" --from-env-file=/dev/stdin
}
kubectl get namespace "$namespace" >/dev/null 2>&1 || kubectl create namespace "$namespace"
kubectl label --overwrite namespace "$namespace" pod-security.kubernetes.io/enforce=restricted pod-security.kubernetes.io/warn=restricted
printf 'rootUser=root\nrootHost=%%\nrootPassword=%s\n' "$(random)" | make fd-mysql
printf 'adminPassword=%s\n' "$(random)" | make fd-kafka
printf 'adminPassword=%s\n' "$(random)" | make fd-redis
for service in user product cart order payment delivery notification analytics; do
  {
    for key in service-secret mysql-password mysql-owner-password kafka-password redis-password; do printf '%s=%s\n' "$key" "$(random)"; done
    if [ "$service" = user ]; then printf 'key-encryption-key=%s\n' "$(head -c 32 /dev/urandom | base64 | tr -d '\n')"; fi
    if [ "$service" = notification ]; then
      read -r public private < <(bash "$(dirname "${BASH_SOURCE[0]}")/../docker/push-keys.sh")
      printf 'push-public-key=%s\npush-private-key=%s\n' "$public" "$private"
    fi
    if [ "$service" = payment ]; then printf 'provider-api-key=%s\nprovider-webhook-secret=%s\n' "$(random)" "$(random)"; fi
  } | make "fd-$service"
done
