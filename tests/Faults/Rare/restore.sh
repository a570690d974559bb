#!/usr/bin/env bash
# Backs up the schema of one service, and later brings it back to its last transaction: the copy first, then what the binary log has since.
# The same steps as in docs/operations.md, on the MariaDB of the local start.
#
#   restore.sh <state folder> <backup|restore> <schema>
set -euo pipefail
state="$1" action="$2" schema="$3"
copy="$state/$schema.sql"
server=(--defaults-extra-file="$state/mariadb/admin.cnf" --protocol=socket --socket="$state/mariadb/mysql.sock")

sql() { mariadb "${server[@]}" --batch --skip-column-names --max-allowed-packet=16M "$@"; }

case "$action" in
  backup)
    # --master-data notes the place in the binary log that belongs to the copy.
    mariadb-dump "${server[@]}" --single-transaction --master-data=2 --hex-blob --databases "$schema" >"$copy"
    ;;
  restore)
    [[ "$(grep -m 1 'MASTER_LOG_FILE' "$copy")" =~ MASTER_LOG_FILE=\'([^\']+)\',\ MASTER_LOG_POS=([0-9]+) ]]
    first="${BASH_REMATCH[1]}" position="${BASH_REMATCH[2]}"
    sql -e 'FLUSH BINARY LOGS'
    logs=()
    while read -r log _; do if [[ ! "$log" < "$first" ]]; then logs+=("$state/mariadb/data/$log"); fi; done < <(sql -e 'SHOW BINARY LOGS')
    # The last one was begun by the flush.
    unset 'logs[-1]'
    sql -e "DROP DATABASE \`$schema\`"
    sql <"$copy"
    mariadb-binlog --database="$schema" --start-position="$position" --disable-log-bin "${logs[@]}" | sql
    ;;
  *) echo "backup or restore, not '$action'" >&2; exit 2 ;;
esac
