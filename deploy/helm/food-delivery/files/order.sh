#!/bin/bash
# One order through the gateway, with curl alone: login, cart, quote, order, acceptance by the kitchen.
set -euo pipefail
gateway="${1:?usage: order.sh <gateway>}"
call() { curl -fsS -m 15 --retry 3 --retry-connrefused -H 'Content-Type: application/json' "$@"; }
field() { grep -oE "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d'"' -f4; }
login() { call "$gateway/api/v1/auth/login" -d "{\"email\":\"$1\",\"password\":\"Demo-Passw0rd!\"}" | field accessToken; }

customer="$(login customer@demo.test)"
kitchen="$(login restaurant@demo.test)"
restaurant="$(call "$gateway/api/v1/users/me" -H "Authorization: Bearer $kitchen" | grep -oE '"restaurantIds":\["[^"]*"' | cut -d'"' -f4)"
menu="$(call "$gateway/api/v1/restaurants/$restaurant/menu")"
# The first dish that is available and asks for no options: nothing nested follows in its object.
item="$(grep -oE '\{"id":"[^"]*","name":"[^{}]*"price":\{[^}]*\},"available":true[^{}]*\}' <<<"$menu" | head -n 1 | cut -d'"' -f4)"
auth=(-H "Authorization: Bearer $customer")
call "$gateway/api/v1/cart/items?replace=true" "${auth[@]}" -d "{\"restaurantId\":\"$restaurant\",\"itemId\":\"$item\",\"quantity\":5}" >/dev/null
quote="$(call "$gateway/api/v1/cart/quote" "${auth[@]}" -d '{"fulfilment":"pickup"}' | field quoteId)"
key="helm-test-$(date +%s)-$RANDOM"
order="$(call "$gateway/api/v1/orders" "${auth[@]}" -H "Idempotency-Key: $key" -d "{\"quoteId\":\"$quote\",\"paymentMethod\":\"tok_ok\"}" | field id)"
for _ in $(seq 30); do
  status="$(call "$gateway/api/v1/orders/$order" "${auth[@]}" | field status)"
  case "$status" in
    awaitingAcceptance) call "$gateway/api/v1/orders/$order/accept" -H "Authorization: Bearer $kitchen" -d '{"prepMinutes":10}' >/dev/null ;;
    accepted | preparing) echo "order $order is $status"; exit 0 ;;
  esac
  sleep 1
done
echo "order $order stayed $status" >&2
exit 1
