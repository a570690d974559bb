#!/usr/bin/env bash
# The tools of kafka's stand-in, each by its usual name: kafka-topics.sh, kafka-configs.sh, …
set -euo pipefail
case "$(basename "$0")" in
  kafka-topics.sh)          program=org.apache.kafka.tools.TopicCommand ;;
  kafka-consumer-groups.sh) program=org.apache.kafka.tools.consumer.group.ConsumerGroupCommand ;;
  kafka-configs.sh)         program=kafka.admin.ConfigCommand ;;
  kafka-acls.sh)            program=kafka.admin.AclCommand ;;
  kafka-metadata-quorum.sh) program=org.apache.kafka.tools.MetadataQuorumCommand ;;
  kafka-storage.sh)         program=kafka.tools.StorageTool ;;
  kafka-get-offsets.sh)     program=org.apache.kafka.tools.GetOffsetShell ;;
  *) echo "There is no tool $0." >&2; exit 2 ;;
esac
# shellcheck disable=SC2086
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile=/etc/kafka/docker/tools-log4j2.yaml \
  ${KAFKA_HEAP_OPTS:--Xmx256m} -cp '/opt/kafka/libs/*' "$program" "$@"
