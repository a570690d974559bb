# Shared by every script of this folder: names, ports, messages, and the bookkeeping of processes. Sourced, never run.
# shellcheck shell=bash disable=SC2034

# One language for numbers, sorting and messages, whatever the caller's terminal speaks.
export LC_ALL=C.UTF-8

LOCAL_DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
REPO="$(cd "$LOCAL_DIR/../.." && pwd)"
CACHE="$REPO/.local/cache"

COMMAND_LINE="bash $0${*:+ $*}"

SERVICES=(user product cart order payment delivery notification analytics)
KAFKA_BY_MAVEN="$CACHE/kafka"
OLD_KAFKA="$CACHE/kafka-0.9.0.1"

# The environment decides the ports and the state folder. FD_PORT_SHIFT moves every port, for a machine where some are taken,
# and has a state folder of its own, so that a shifted system runs beside an unshifted one.
use_environment() {
  local shift="${FD_PORT_SHIFT:-0}"
  [[ "$shift" =~ ^[0-9]{1,5}$ ]] || fail "FD_PORT_SHIFT must be a number, for example 1000 (it is '$shift')."
  FD_ENV="$1"
  case "$FD_ENV" in
    up)   PORTS=([nginx]=8080 [services]=8100 [mariadb]=13306 [redis]=16379 [positions]=16380 [kafka]=19092 [zookeeper]=12181) ;;
    test) PORTS=([nginx]=18080 [services]=18100 [mariadb]=23306 [redis]=26379 [positions]=26380 [kafka]=29092 [zookeeper]=22181) ;;
    *)    fail "Unknown environment '$FD_ENV': up or test." ;;
  esac
  local i
  PORTS[kafka2]=$((PORTS[kafka] + 1)) PORTS[kafka3]=$((PORTS[kafka] + 2))
  # Where the brokers agree among themselves: each has a controller in its process.
  PORTS[controller]=$((PORTS[kafka] + 3)) PORTS[controller2]=$((PORTS[kafka] + 4)) PORTS[controller3]=$((PORTS[kafka] + 5))
  for i in "${!SERVICES[@]}"; do PORTS[${SERVICES[$i]}]=$((PORTS[services] + i + 1)); done
  PORTS[simulator]=$((PORTS[services] + 10))
  unset 'PORTS[services]'
  for i in "${!PORTS[@]}"; do PORTS[$i]=$((PORTS[$i] + shift)); done
  STATE="$REPO/.local/$FD_ENV"
  [ "$shift" = 0 ] || STATE+="-$shift"
  LOGS="$STATE/logs"
  [[ "${FD_BROKERS:-1}" =~ ^[13]$ ]] || fail "FD_BROKERS is 1 or 3 (it is '$FD_BROKERS')."
  choose_kafka
}

# Which Kafka runs, and which components that makes: current, old (deploy/local/kafka-old.sh), or none as long as nothing is installed. What was
# started so stays so until its state folder is removed, because neither Kafka reads what the other has written.
choose_kafka() {
  local begun="$STATE/kafka.home" brokers=(kafka)
  KAFKA=none KAFKA_HOME=
  if [ -d "$STATE/zookeeper" ]; then
    KAFKA=old KAFKA_HOME="$OLD_KAFKA"
  elif [ -n "${FD_KAFKA_HOME:-}" ] && [ "$FD_KAFKA_HOME" != npm ]; then
    KAFKA=current KAFKA_HOME="$FD_KAFKA_HOME"
  elif [ -f "$begun" ]; then
    KAFKA=current KAFKA_HOME="$(<"$begun")"
  elif [ "${FD_KAFKA_HOME:-}" != npm ] && cmp -s "$REPO/deploy/kafka/pom.xml" "$KAFKA_BY_MAVEN/pom.xml"; then
    KAFKA=current KAFKA_HOME="$KAFKA_BY_MAVEN"
  elif [ -f "$OLD_KAFKA/.complete" ]; then
    KAFKA=old KAFKA_HOME="$OLD_KAFKA"
  fi
  # With three, every event lies on two of them before it counts as written.
  if [ "${FD_BROKERS:-1}" = 3 ] || [ -d "$STATE/kafka2" ]; then brokers=(kafka kafka2 kafka3); fi
  BROKERS=("${brokers[@]}")
  SERVERS=("${BROKERS[@]}" redis positions mariadb)
  if [ "$KAFKA" = old ]; then SERVERS=(zookeeper "${SERVERS[@]}"); fi
  COMPONENTS=("${SERVERS[@]}" simulator "${SERVICES[@]}" nginx)
}
declare -A PORTS=()

# After the first start the folder belongs to whoever ran it, root for example; another account is told so.
make_state_folder() {
  { mkdir -p "$STATE" && : >>"$STATE/lock"; } 2>/dev/null ||
    fail "$(id -un) may not write to $STATE. Run this as $(stat -c %U "$(existing_part "$STATE")"), who owns it, or in a checkout of your own."
}

existing_part() { # existing_part <path> : the nearest folder of it that exists
  local path="$1"
  until [ -e "$path" ]; do path="$(dirname "$path")"; done
  printf '%s' "$path"
}

fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# Commands that wait for disk or network half of their time. Those that can end do when another fails, so that the next run finds what they made.
at_once() { # at_once <command line…>
  local line pid pids=() code=0
  for line in "$@"; do
    # shellcheck disable=SC2086
    $line &
    pids+=("$!")
  done
  for pid in "${pids[@]}"; do wait "$pid" || code=1; done
  return "$code"
}

seconds() { # seconds <start> : time since a value of $EPOCHREALTIME, with one decimal
  local now="${EPOCHREALTIME/[.,]/}" then="${1/[.,]/}"
  local tenths=$(((now - then + 50000) / 100000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

port_owner() { # port_owner <port> : the process that listens there, empty when the port is free
  local line
  line="$(ss -Hltnp "sport = :$1")"
  [ -n "$line" ] || return 0
  if [[ "$line" =~ \"([^\"]+)\",pid=([0-9]+) ]]; then
    printf '%s (pid %s)' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
  else
    printf 'a process of another user'
  fi
}

require_free_ports() { # require_free_ports <component…>
  local component port owner taken=''
  for component in "$@"; do
    for port in $(ports_of "$component"); do
      owner="$(port_owner "$port")"
      if [ -n "$owner" ]; then taken+="Port $port, needed by $component, is in use by $owner."$'\n'; fi
    done
  done
  [ -z "$taken" ] || fail "${taken}Stop what uses it, or move every port of this system: FD_PORT_SHIFT=1000 $COMMAND_LINE"
}

ports_of() { # ports_of <component>
  echo "${PORTS[$1]}"
  if [[ "$1" == kafka* && "$KAFKA" = current ]]; then echo "${PORTS[${1/kafka/controller}]}"; fi
}

# A process is known by pid, start time and boot: a pid file that outlived its process never points at a stranger.
process_identity() { # process_identity <pid>
  local stat
  stat="$(cat "/proc/$1/stat" 2>/dev/null)" || return 1
  stat="${stat##*) }"
  local -a fields
  read -r -a fields <<<"$stat"
  # A zombie has ended, only its parent has not noticed yet; unless it has threads left, which hold its ports for a moment longer.
  [ "${fields[0]}" != Z ] || [ "${fields[17]}" -gt 1 ] || return 1
  printf '%s %s %s' "$1" "${fields[19]}" "$(</proc/sys/kernel/random/boot_id)"
}

pid_of() { # pid_of <component> : its pid, or failure when it does not run
  local file="$STATE/run/$1.pid" known
  [ -f "$file" ] || return 1
  known="$(<"$file")"
  [ -n "$known" ] && [ "$(process_identity "${known%% *}")" = "$known" ] || return 1
  printf '%s' "${known%% *}"
}

is_running() { pid_of "$1" >/dev/null; }

# Starts a process in a session of its own: Ctrl-C in the caller's terminal does not reach it, and its whole group can be killed.
spawn() { # spawn <component> <command…>
  local name="$1" log="$LOGS/$1.log"
  shift
  mkdir -p "$STATE/run" "$LOGS"
  if [ -f "$log" ] && [ "$(stat -c %s "$log")" -gt 50000000 ]; then mv -f "$log" "$log.1"; fi
  (exec setsid "$@" >>"$log" 2>&1 </dev/null 7>&- 8>&- 9>&-) &
  process_identity $! >"$STATE/run/$name.pid" || true
}

signal_component() { # signal_component <component> <TERM|KILL>
  local pid
  pid="$(pid_of "$1")" || return 0
  # KILL takes the group, because the workers of a killed master would keep its port.
  if [ "$2" = KILL ]; then kill -KILL -- "-$pid" 2>/dev/null || true; else kill "-$2" "$pid" 2>/dev/null || true; fi
}

await_end() { # await_end <component> <seconds> : failure when it still runs then
  local deadline=$((SECONDS + $2))
  while is_running "$1"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.03
  done
  rm -f "$STATE/run/$1.pid"
}

log_tail() { # log_tail <file> <lines> : without stack frames, which push the reason off the screen and stay in the file
  if [ -s "$1" ]; then
    printf '  last lines of %s:\n' "$1"
    tail -n 120 "$1" | sed -E -e '/^\s+at /d' -e '/^\s+--- End of /d' -e 's/^/    /' | tail -n "$2" | cut -c1-400
  else
    printf '  %s is empty.\n' "$1"
  fi
}

# Secrets are made once and live until the state folder is purged.
secret() { # secret <NAME>
  local file="$STATE/secrets.env" value
  if [ -f "$file" ] && value="$(grep "^$1=" "$file")"; then
    printf '%s' "${value#*=}"
    return
  fi
  value="$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')"
  mkdir -p "$STATE"
  (umask 077 && printf '%s=%s\n' "$1" "$value" >>"$file")
  printf '%s' "$value"
}

# Made once like a secret; nothing where openssl is missing: then there is no web push.
push_keys() {
  local file="$STATE/push-keys"
  if [ ! -s "$file" ]; then
    command -v openssl >/dev/null || return 0
    mkdir -p "$STATE"
    (umask 077 && bash "$REPO/deploy/docker/push-keys.sh" >"$file.new" && mv "$file.new" "$file")
  fi
  cat "$file"
}

render() { # render <template> <target> <NAME=value…> : replaces @NAME@
  local template="$1" target="$2" text pair
  shift 2
  text="$(<"$template")"
  for pair in "$@"; do text="${text//@${pair%%=*}@/${pair#*=}}"; done
  mkdir -p "$(dirname "$target")"
  (umask 077 && printf '%s\n' "$text" >"$target")
}
