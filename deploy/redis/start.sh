#!/bin/sh
# Redis that answers nobody whom it does not know: start.sh <accounts> <options of redis-server…>. Passwords come from REDIS_<ACCOUNT>_PASSWORD, letters
# and digits, and go over standard input: they are on no command line and in no file.
set -eu
accounts="$1"
shift
lines='user default off'
while read -r account rights; do
  case "$account" in '' | '#'*) continue ;; esac
  variable="REDIS_$(printf '%s' "$account" | tr '[:lower:]' '[:upper:]')_PASSWORD"
  eval "password=\${$variable:?}"
  lines="$lines
user $account on resetchannels >$password $rights"
done <"$accounts"
exec redis-server "$@" - <<EOF
$lines
EOF
