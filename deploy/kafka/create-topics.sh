#!/usr/bin/env bash
# Creates the topics of topics.txt that do not exist yet, with the tools of a current Kafka: create-topics.sh <bootstrap servers> <topics.txt>
# KAFKA_REPLICATION (1) is the number of copies; with 3, two must have a record before it counts as written.
set -euo pipefail
tool="${KAFKA_TOPICS:-/opt/kafka/bin/kafka-topics.sh}"
copies="${KAFKA_REPLICATION:-1}"
existing="$("$tool" --bootstrap-server "$1" --list)"
while read -r name partitions days; do
  case "$name" in '' | \#*) continue ;; esac
  if grep -qxF "$name" <<<"$existing"; then continue; fi
  "$tool" --bootstrap-server "$1" --create --if-not-exists --topic "$name" --partitions "$partitions" --replication-factor "$copies" \
    --config "retention.ms=$((days * 86400000))" --config "min.insync.replicas=$((copies > 2 ? 2 : 1))"
done <"$2"
