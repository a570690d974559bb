#!/usr/bin/env bash
# Makes .env with random secrets for `docker compose`. Safe to run again: what is there stays, what is missing is added.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
umask 077
touch .env

random() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
add() { grep -q "^$1=" .env || printf '%s=%s\n' "$1" "$2" >>.env; }

for name in ROOT USER PRODUCT ORDER PAYMENT DELIVERY NOTIFICATION ANALYTICS; do add "MYSQL_${name}_PASSWORD" "$(random)"; done
for name in USER PRODUCT ORDER PAYMENT DELIVERY NOTIFICATION ANALYTICS; do add "MYSQL_${name}_OWNER_PASSWORD" "$(random)"; done
for name in USER PRODUCT CART ORDER PAYMENT DELIVERY NOTIFICATION ANALYTICS; do add "SERVICE_${name}_SECRET" "$(random)"; done
for name in ADMIN USER PRODUCT CART ORDER PAYMENT DELIVERY NOTIFICATION ANALYTICS; do add "KAFKA_${name}_PASSWORD" "$(random)"; done
for name in ADMIN CART DELIVERY NOTIFICATION; do add "REDIS_${name}_PASSWORD" "$(random)"; done
add PROVIDER_API_KEY "$(random)"
add PROVIDER_WEBHOOK_SECRET "$(random)"
add KEY_ENCRYPTION_KEY "$(head -c 32 /dev/urandom | base64 | tr -d '\n')"
if ! grep -q '^PUSH_PRIVATE_KEY=' .env; then
  read -r public private < <(bash deploy/docker/push-keys.sh)
  add PUSH_PUBLIC_KEY "$public"
  add PUSH_PRIVATE_KEY "$private"
fi
add GRAFANA_ADMIN_PASSWORD "$(random)"
echo "Secrets are in .env (readable by you only)."
