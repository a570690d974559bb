# Stands for redis: Debian's server, started with the arguments it is given.
FROM debian:sid-slim
RUN groupadd -r -g 999 redis && useradd -r -u 999 -g 999 -d /data -s /usr/sbin/nologin redis && apt-get update \
  && apt-get install -y --no-install-recommends redis-server redis-tools && rm -rf /var/lib/apt/lists/* \
  && install -d -o redis -g redis /data
COPY redis.sh /usr/local/bin/docker-entrypoint.sh
VOLUME /data
WORKDIR /data
EXPOSE 6379
ENTRYPOINT ["bash", "/usr/local/bin/docker-entrypoint.sh"]
CMD ["redis-server"]
