#!/usr/bin/env bash
# Kafka's own tools as the broker's admin, inside of the broker's container, where this file is mounted:
#   kubectl -n food exec kafka-0 -- bash /files/tool.sh consumer-groups --group order-service --describe
#   docker compose exec kafka bash /files/tool.sh topics --list
set -euo pipefail
tool="${1:?usage: tool.sh <topics|consumer-groups|configs|acls|get-offsets> [argument…]}"
shift
umask 077
settings="$(mktemp)"
trap 'rm -f "$settings"' EXIT
# How the broker itself knows its admin is also how a client says that it is one.
printf 'security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=%s\n' \
  "${KAFKA_LISTENER_NAME_CLIENTS_PLAIN_SASL_JAAS_CONFIG:?runs in the container of the broker}" >"$settings"
# Beside the broker in one limit of memory, whose own heap would be too much.
KAFKA_HEAP_OPTS=-Xmx96m "/opt/kafka/bin/kafka-$tool.sh" --bootstrap-server kafka:9092 --command-config "$settings" "$@"
