# Stands for apache/kafka: the broker's own libraries (libs/ of FD_KAFKA_HOME) on Debian's Java, started from KAFKA_* variables.
FROM debian:bookworm-slim
RUN useradd -u 1000 -d /home/appuser -s /bin/bash -m appuser && apt-get update \
  && apt-get install -y --no-install-recommends openjdk-17-jre-headless && rm -rf /var/lib/apt/lists/*
COPY libs/ /opt/kafka/libs/
COPY kafka-tool.sh /opt/kafka/bin/
COPY kafka.sh /etc/kafka/docker/run
COPY kafka-log4j2.yaml /etc/kafka/docker/log4j2.yaml
COPY kafka-tools-log4j2.yaml /etc/kafka/docker/tools-log4j2.yaml
COPY kafka.properties /etc/kafka/docker/server.properties
RUN cd /opt/kafka/bin \
  && for tool in topics consumer-groups configs acls metadata-quorum storage get-offsets; do ln -s kafka-tool.sh kafka-$tool.sh; done \
  && chmod +x kafka-tool.sh /etc/kafka/docker/run && mkdir -p /opt/kafka/config /var/lib/kafka/data /mnt/shared/config /etc/kafka/secrets \
  && chown -R appuser:appuser /opt/kafka/config /var/lib/kafka /mnt/shared/config /etc/kafka
USER 1000:1000
ENV CLUSTER_ID=5L6g3nShT-eMCtK--X86sw
VOLUME ["/etc/kafka/secrets", "/var/lib/kafka/data", "/mnt/shared/config"]
EXPOSE 9092
CMD ["/etc/kafka/docker/run"]
