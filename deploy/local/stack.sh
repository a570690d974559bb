#!/usr/bin/env bash
# Starts, stops and kills the parts of the system, each as a process of its own on loopback.
#
#   stack.sh <up|test> <start|stop|kill|restart|status> <component…>
#   eval "$(stack.sh <up|test> env)"     the variables that tests read: FD_TEST_MYSQL, FD_TEST_REDIS, FD_TEST_KAFKA, …
#
# Components: mariadb redis positions kafka nginx simulator user product cart order payment delivery notification analytics,
# and the groups infra (the servers that hold data), services (the eight) and all. start returns when everything named answers a real probe; for infra
# and all it installs what is missing first. kill is SIGKILL; status prints a line each and ends with 3 when something does not run.
#
# Settings of one service, for a test that needs a shorter deadline: write lines NAME=value (taken literally, no quoting) to
# <state>/<component>.env, for example .local/test/order.env with Order__AcceptWithin=00:00:05, then restart the component.
# The gateway reads <state>/nginx.env the same way. The file is yours to delete.
#
# FD_PORT_SHIFT=1000 moves every port. FD_MYSQL=<connection string> makes `test` use that server instead of MariaDB. FD_BROKERS=3 makes Kafka
# three brokers (kafka kafka2 kafka3). FD_KAFKA_HOME names its folder (deploy/local/README.md). FD_BUILD=Faults runs the services in their build with failpoints (tests/Faults/README.md).
set -euo pipefail
# shellcheck source=deploy/local/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=deploy/local/servers.sh
source "$LOCAL_DIR/servers.sh"
# shellcheck source=deploy/local/services.sh
source "$LOCAL_DIR/services.sh"
# shellcheck source=deploy/local/gateway.sh
source "$LOCAL_DIR/gateway.sh"
# shellcheck source=deploy/local/components.sh
source "$LOCAL_DIR/components.sh"

usage() { fail "Usage: stack.sh <up|test> <start|stop|kill|restart|status> <component…>
Components: ${COMPONENTS[*]}; groups: infra services all"; }

[ $# -ge 2 ] || usage
use_environment "$1"
if [ "$2" = env ]; then
  # Tests must know which Kafka it will be.
  if [ "$KAFKA" = none ]; then install_kafka >/dev/null; fi
  test_environment
  exit 0
fi
[ $# -ge 3 ] || usage
action="$2"
shift 2

make_state_folder
# Whoever starts a whole group may be on a fresh machine; single components are started and restarted all the time, some of them against the clock.
case "$action $* " in
  start*' infra '*|start*' all '*)
    # shellcheck source=deploy/local/requirements.sh
    source "$LOCAL_DIR/requirements.sh"
    require_tools
    install_packages
    require_java
    ;;
esac
case "$action $* " in start*' kafka'* | start*' infra '* | start*' all '* | restart*' kafka'*) install_kafka >/dev/null ;; esac
names="$(expand "$@")" || usage
read -r -a chosen <<<"$names"
# One change at a time for each environment; the processes that are started do not inherit the lock (fd 9). Nobody waits for what another
# awaits: a service that needs the database to become ready does not keep the database from being started.
exec 9>"$STATE/lock"
[ "$action" = status ] || flock 9

case "$action" in
  start)   launch_in_order "${chosen[@]}"; flock -u 9; await_launched ;;
  stop)    stop_components "${chosen[@]}" ;;
  kill)    kill_components "${chosen[@]}" ;;
  restart) stop_components "${chosen[@]}"; launch_components "${chosen[@]}"; flock -u 9; await_launched ;;
  status)  status_components "${chosen[@]}" ;;
  *)       usage ;;
esac
