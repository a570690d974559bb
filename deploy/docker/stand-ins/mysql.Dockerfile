# Stands for mysql: the server and the client of Debian, with an entry point that does what the published image documents.
FROM debian:sid-slim
RUN groupadd -r -g 999 mysql && useradd -r -u 999 -g 999 -d /var/lib/mysql -s /usr/sbin/nologin mysql && apt-get update \
  && apt-get install -y --no-install-recommends mysql-server-core mysql-client-core && rm -rf /var/lib/apt/lists/* /etc/my.cnf /etc/mysql \
  && mkdir -p /etc/mysql/conf.d /docker-entrypoint-initdb.d /var/lib/mysql /var/lib/mysql-files /var/run/mysqld \
  && chown mysql:mysql /var/lib/mysql /var/lib/mysql-files /var/run/mysqld
COPY my.cnf /etc/my.cnf
COPY mysql.sh /usr/local/bin/docker-entrypoint.sh
VOLUME /var/lib/mysql
EXPOSE 3306 33060
ENTRYPOINT ["bash", "/usr/local/bin/docker-entrypoint.sh"]
CMD ["mysqld"]
