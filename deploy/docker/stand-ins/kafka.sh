#!/usr/bin/env bash
# Starts the broker of kafka's stand-in: Kafka's own program turns KAFKA_* variables into server.properties and formats an empty log folder.
set -euo pipefail
options=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1)
said="$(java -Xmx64m "${options[@]}" -cp '/opt/kafka/libs/*' kafka.docker.KafkaDockerWrapper setup --default-configs-dir /etc/kafka/docker \
  --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config 2>&1)" || {
  # From the second start on it refuses the log folder, once everything else is done.
  grep -q 'already formatted' <<<"$said" || { echo "$said" >&2; exit 1; }
}
# shellcheck disable=SC2086
exec java "${options[@]}" -Dlog4j2.configurationFile=/opt/kafka/config/log4j2.yaml ${KAFKA_HEAP_OPTS:--Xms256m -Xmx512m} ${KAFKA_OPTS:-} \
  -cp '/opt/kafka/libs/*' kafka.Kafka /opt/kafka/config/server.properties
