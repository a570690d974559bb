#!/usr/bin/env bash
# A schema and two accounts for each service, passwords from the environment. The MySQL image runs it on an empty data folder; with MYSQL_HOST it
# does the same on another server. Safe to run again.
set -euo pipefail
for name in USER PRODUCT ORDER PAYMENT DELIVERY NOTIFICATION ANALYTICS; do
  variable="MYSQL_${name}_PASSWORD" owner="MYSQL_${name}_OWNER_PASSWORD"
  schema="fd_${name,,}"
  sed -e "s/@SCHEMA@/$schema/g" -e "s/@PASSWORD@/${!variable:?}/g" -e "s/@OWNER_PASSWORD@/${!owner:?}/g" "${ACCOUNT_SQL:-/opt/fooddelivery/account.sql}"
done | MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql ${MYSQL_HOST:+--protocol=tcp --host="$MYSQL_HOST"} -uroot
