#!/usr/bin/env bash
# The entry point of mysql's stand-in. On an empty data folder it makes root's password (MYSQL_ROOT_PASSWORD) and its right to come from
# elsewhere (MYSQL_ROOT_HOST, by default everywhere), MYSQL_DATABASE and MYSQL_USER with MYSQL_PASSWORD, and runs
# /docker-entrypoint-initdb.d: executables as they are, other scripts sourced, *.sql as root. Meanwhile the server listens on no port.
# Time zones by name are not loaded.
set -euo pipefail

if [ "${1:-mysqld}" != mysqld ] && [ "${1#-}" = "$1" ]; then exec "$@"; fi
[ "${1:-}" = mysqld ] && shift

if [ "$(id -u)" = 0 ]; then
  chown mysql:mysql /var/lib/mysql /var/run/mysqld
  exec setpriv --reuid mysql --regid mysql --clear-groups bash "$0" mysqld "$@"
fi

socket=/var/run/mysqld/first-start.sock

# Only our own settings: what somebody mounts for clients must not send root elsewhere.
as_root() { MYSQL_PWD="$password" mysql --no-defaults --protocol=socket --socket="$socket" -uroot "$@"; }

quoted() { local text="${1//\\/\\\\}"; printf "'%s'" "${text//\'/\\\'}"; }

accounts() {
  printf 'ALTER USER root@localhost IDENTIFIED BY %s;\n' "$(quoted "${MYSQL_ROOT_PASSWORD:-}")"
  local host="${MYSQL_ROOT_HOST-%}"
  if [ -n "$host" ] && [ "$host" != localhost ]; then
    printf 'CREATE USER root@%s IDENTIFIED BY %s; GRANT ALL ON *.* TO root@%s WITH GRANT OPTION;\n' \
      "$(quoted "$host")" "$(quoted "${MYSQL_ROOT_PASSWORD:-}")" "$(quoted "$host")"
  fi
  if [ -n "${MYSQL_DATABASE:-}" ]; then printf 'CREATE DATABASE IF NOT EXISTS `%s`;\n' "$MYSQL_DATABASE"; fi
  if [ -n "${MYSQL_USER:-}" ]; then
    printf 'CREATE USER %s@"%%" IDENTIFIED BY %s;\n' "$(quoted "$MYSQL_USER")" "$(quoted "${MYSQL_PASSWORD:?MYSQL_USER needs it}")"
    if [ -n "${MYSQL_DATABASE:-}" ]; then
      printf 'GRANT ALL ON `%s`.* TO %s@"%%";\n' "${MYSQL_DATABASE//_/\\_}" "$(quoted "$MYSQL_USER")"
    fi
  fi
}

run_scripts() {
  local script
  for script in /docker-entrypoint-initdb.d/*; do
    # shellcheck source=/dev/null
    case "$script" in
      *.sh) if [ -x "$script" ]; then "$script"; else source "$script"; fi ;;
      *.sql) as_root ${MYSQL_DATABASE:+"$MYSQL_DATABASE"} <"$script" ;;
    esac
  done
}

if [ ! -d /var/lib/mysql/mysql ]; then
  if [ -z "${MYSQL_ROOT_PASSWORD:-}${MYSQL_ALLOW_EMPTY_PASSWORD:-}" ]; then
    echo 'MYSQL_ROOT_PASSWORD or MYSQL_ALLOW_EMPTY_PASSWORD must be set for the first start.' >&2
    exit 1
  fi
  mysqld "$@" --initialize-insecure
  mysqld "$@" --skip-networking --socket="$socket" &
  server=$! password=''
  until as_root -e 'SELECT 1' >/dev/null 2>&1; do kill -0 "$server"; sleep 0.2; done
  accounts | as_root
  password="${MYSQL_ROOT_PASSWORD:-}"
  # Scripts find the server where the client looks for it.
  ln -sf "$socket" /var/run/mysqld/mysqld.sock
  run_scripts
  rm /var/run/mysqld/mysqld.sock
  kill "$server"
  wait "$server"
fi
exec mysqld "$@"
