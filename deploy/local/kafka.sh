# Kafka: where it comes from, and how its brokers start. Sourced by servers.sh. What only the old one needs is in kafka-old.sh.
# shellcheck shell=bash

# The id of a cluster is any 16 bytes, in base64; these say food-delivery-01.
KAFKA_CLUSTER=Zm9vZC1kZWxpdmVyeS0wMQ
KAFKA_TOPICS="$REPO/deploy/kafka/topics.txt"
KAFKA_ACCESS="$REPO/deploy/kafka/access.txt"

# From FD_KAFKA_HOME, else by Maven, else the old one by npm (FD_KAFKA_HOME=npm takes that in any case).
install_kafka() {
  if [ "$KAFKA" = current ]; then
    compgen -G "$KAFKA_HOME/libs/kafka_*.jar" >/dev/null || fail "$KAFKA_HOME has no libs/kafka_*.jar. FD_KAFKA_HOME names a folder whose libs/ holds
Apache Kafka 4 (deploy/kafka/pom.xml says which jars). Without it Kafka is fetched by Maven, or else an old one by npm."
    echo "= $(basename "$KAFKA_HOME"/libs/kafka_*.jar .jar | sed 's/.*-//')"
  elif ! [ -d "$STATE/zookeeper" ] && [ "${FD_KAFKA_HOME:-}" != npm ] && fetch_by_maven; then
    echo '= fetched by Maven'
  else
    install_old_kafka
    echo '= 0.9 (lacks headers, timestamps, idempotent producers and a second broker)'
    if [ -d "$STATE/zookeeper" ] && [ -n "${FD_KAFKA_HOME:-}" ]; then echo '= 0.9, with which this system began; down.sh --purge forgets it'; fi
  fi
  choose_kafka
  [ "$KAFKA" = current ] || [ "${#BROKERS[@]}" = 1 ] || fail "Three brokers need a current Kafka: name a folder with FD_KAFKA_HOME, or install Maven (mvn)."
}

# Where nothing answers this ends within seconds: one address is asked for one file, once, and asked again only an hour later.
fetch_by_maven() {
  local work="$CACHE/kafka-download" gave_up="$CACHE/maven-gave-up"
  command -v mvn >/dev/null || return 1
  [ -z "$(find "$gave_up" -mmin -60 2>/dev/null)" ] || return 1
  rm -rf "$work"
  mkdir -p "$work"
  # The waiting of Maven 3.8 and of later ones, in milliseconds.
  if mvn -q -B -f "$REPO/deploy/kafka/pom.xml" -Dmaven.wagon.http.retryHandler.count=0 -Dmaven.wagon.rto=10000 -Daether.connector.http.retryHandler.count=0 \
    -Daether.connector.connectTimeout=3000 -Daether.connector.requestTimeout=10000 \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=$work/libs" \
    >"$CACHE/maven.log" 2>&1; then
    cp "$REPO/deploy/kafka/pom.xml" "$work/"
    rm -rf "$KAFKA_BY_MAVEN"
    mv "$work" "$KAFKA_BY_MAVEN"
  else
    rm -rf "$work"
    touch "$gave_up"
    return 1
  fi
}

launch_kafka() { if [ "$KAFKA" = old ]; then launch_old_broker; else launch_broker kafka 1; fi; }
launch_kafka2() { launch_broker kafka2 2; }
launch_kafka3() { launch_broker kafka3 3; }

launch_broker() { # launch_broker <component> <node id>
  local name="$1" id="$2" home="$STATE/$1" copies="${#BROKERS[@]}" voters='' admin archive i options=()
  [ ! -d "$home/data" ] || grep -qs '^KAFKA_ADMIN=' "$STATE/secrets.env" || fail "The broker of this system was begun when it asked nobody for a password.
bash deploy/local/down.sh --purge begins anew."
  admin="$(secret KAFKA_ADMIN)"
  for i in "${!BROKERS[@]}"; do voters+=",$((i + 1))@127.0.0.1:${PORTS[${BROKERS[$i]/kafka/controller}]}"; done
  render "$REPO/deploy/kafka/server.properties" "$home.properties" ID="$id" HOME="$home" PORT="${PORTS[$name]}" VOTERS="${voters#,}" \
    ADMIN="org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\" password=\"$admin\" user_admin=\"$admin\";" \
    CONTROLLER_PORT="${PORTS[${name/kafka/controller}]}" COPIES="$copies" IN_SYNC="$((copies > 1 ? 2 : 1))"
  printf '%s\n' "$KAFKA_HOME" >"$STATE/kafka.home"
  options=(-Xms64m -Xmx256m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true
    "-Dlog4j2.configurationFile=$REPO/deploy/kafka/log4j2.properties" -cp "$KAFKA_HOME/libs/*")
  # Under load the optimising compiler saves a third of the broker's processor time (2.5 instead of 3.9 ms an event), which is what `up` is
  # measured with. Tests start brokers again and again, and there it costs a second each time.
  if [ "$FD_ENV" = test ]; then options+=(-XX:TieredStopAtLevel=1); fi
  # Classes as the last broker had them in memory when it was stopped: a start from these takes half the time.
  archive="$CACHE/kafka-$(stat -L -c '%n %s %Y' "$(command -v java)" "$KAFKA_HOME"/libs/* | sha256sum | cut -c1-16).jsa"
  if [ -f "$archive" ]; then archive="-XX:SharedArchiveFile=$archive"; else archive="-XX:ArchiveClassesAtExit=$archive"; fi
  # A folder without this file was never a broker's; it is made in this process, so that nobody waits for three of them.
  # shellcheck disable=SC2016
  spawn "$name" sh -c 'folder="$1" cluster="$2" archive="$3"; shift 3
    [ -f "$folder/data/meta.properties" ] || java "$@" kafka.tools.StorageTool format -t "$cluster" -c "$folder.properties" || exit
    exec java "$archive" "$@" kafka.Kafka "$folder.properties"' sh "$home" "$KAFKA_CLUSTER" "$archive" "${options[@]}"
}

ready_kafka() { ready_broker kafka; }
ready_kafka2() { ready_broker kafka2; }
ready_kafka3() { ready_broker kafka3; }

# The cheap question first: starting node ten times a second would slow down the broker that is starting.
# The topics that exist on disk must be known again, or a client that comes first takes them for missing.
ready_broker() { # ready_broker <component>
  (exec 3<>"/dev/tcp/127.0.0.1/${PORTS[$1]}") 2>/dev/null || return 1
  # shellcheck disable=SC2046
  KAFKA_ADMIN="$([ "$KAFKA" = old ] || secret KAFKA_ADMIN)" node "$REPO/deploy/kafka/metadata.mjs" "${PORTS[$1]}" $(existing_topics "$1") >/dev/null 2>&1
}

# A topic that was lost is made again when its broker comes back, or the last of three. At the first start nobody is there yet who could.
settle_kafka() { if [ "${#BROKERS[@]}" = 1 ]; then settle_topics; fi; }
settle_kafka3() { settle_topics; }
settle_topics() { if [ "$KAFKA" = old ] || [ -d "$STATE/app/user" ]; then make_topics; fi; }

topic_names() { awk 'NF && $1 !~ /^#/ { print $1 }' "$KAFKA_TOPICS"; }

existing_topics() { # existing_topics <broker> : those of topics.txt that have a folder there
  local name
  for name in $(topic_names); do if [ -d "$STATE/$1/data/$name-0" ]; then echo "$name"; fi; done
}

# Before any service subscribes, or it would look for them again only seconds later. The usual later start needs no process for this.
make_topics() {
  local access
  if ! is_running kafka; then return 0; fi
  access="$(cat "$KAFKA_ACCESS" "$KAFKA_TOPICS" | sha256sum)"
  if [ "$(existing_topics kafka)" = "$(topic_names)" ] && { [ "$KAFKA" = old ] || [ "$(cat "$STATE/kafka.access" 2>/dev/null)" = "$access" ]; }; then
    return 0
  fi
  if [ "$KAFKA" = old ]; then
    make_old_topics >"$LOGS/topics.log" 2>&1
  else
    KAFKA_ACCOUNT=admin run_service user topics "$KAFKA_TOPICS" "$KAFKA_ACCESS" >"$LOGS/topics.log" 2>&1 && printf '%s' "$access" >"$STATE/kafka.access"
  fi || fail "The topics could not be created.
$(log_tail "$LOGS/topics.log" 5)"
}
