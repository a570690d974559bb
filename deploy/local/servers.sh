# How each server is started and when it counts as ready. Sourced after lib.sh.
# launch_<name> starts the process, ready_<name> is a real probe, settle_<name> (optional) runs once it is ready.
# shellcheck shell=bash

# shellcheck source=deploy/local/kafka.sh
source "$LOCAL_DIR/kafka.sh"
# shellcheck source=deploy/local/kafka-old.sh
source "$LOCAL_DIR/kafka-old.sh"

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
  # Nobody else's to read from its first byte: it is to hold root's password. One from before this rule is mended.
  if [ ! -f "$home/.accounts" ]; then
    rm -f "$home/admin.cnf"
    (umask 077 && printf '[client]\nuser=root\n' >"$home/admin.cnf")
  fi
  chmod 600 "$home/admin.cnf"
  spawn mariadb mariadbd --defaults-file="$home/my.cnf"
}

ready_mariadb() { mariadb_admin -e 'SELECT 1' >/dev/null 2>&1; }

settle_mariadb() {
  local home="$STATE/mariadb" password service
  # A state folder from before the owners has accounts already, and gets these.
  if [ ! -f "$home/.owners" ]; then
    for service in "${SERVICES[@]}"; do
      [ "$service" != cart ] || continue
      render "$REPO/deploy/mysql/account.sql" "$home/account.sql" SCHEMA="fd_$service" PASSWORD="$(secret "MYSQL_${service^^}")" \
        OWNER_PASSWORD="$(secret "MYSQL_${service^^}_OWNER")"
      mariadb_admin <"$home/account.sql"
    done
    rm -f "$home/account.sql"
    touch "$home/.owners"
  fi
  [ ! -f "$home/.accounts" ] || return 0
  password="$(secret MYSQL_ROOT)"
  mariadb_admin <<SQL
DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');
FLUSH PRIVILEGES;
CREATE USER 'root'@'127.0.0.1' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
ALTER USER 'root'@'localhost' IDENTIFIED BY '$password';
SQL
  printf '[client]\nuser=root\npassword=%s\n' "$password" >"$home/admin.cnf"
  touch "$home/.accounts"
}

# --- Redis -----------------------------------------------------------------------------------------------------------------------

# Carts have one server and positions another: whoever fills the one takes no room in the other.
launch_redis() { launch_redis_server redis carts 256mb; }
launch_positions() { launch_redis_server positions positions 96mb; }

launch_redis_server() { # launch_redis_server <component> <accounts> <memory>
  mkdir -p "$STATE/$1"
  REDIS_ADMIN_PASSWORD="$(secret REDIS_ADMIN)" REDIS_CART_PASSWORD="$(secret REDIS_CART)" REDIS_DELIVERY_PASSWORD="$(secret REDIS_DELIVERY)" \
    REDIS_NOTIFICATION_PASSWORD="$(secret REDIS_NOTIFICATION)" \
    spawn "$1" sh "$REPO/deploy/redis/start.sh" "$REPO/deploy/redis/$2.txt" --port "${PORTS[$1]}" --bind 127.0.0.1 --dir "$STATE/$1" --daemonize no \
    --appendonly yes --appendfsync everysec --save '' --maxmemory "$3" --maxmemory-policy noeviction
}

ready_redis() { redis_answers redis; }
ready_positions() { redis_answers positions; }

redis_answers() { # redis_answers <component>
  [ "$(REDISCLI_AUTH="$(secret REDIS_ADMIN)" redis-cli -h 127.0.0.1 -p "${PORTS[$1]}" --user admin PING 2>/dev/null)" = PONG ]
}
