#!/usr/bin/env bash
# Run once by the MySQL image on an empty data folder: a schema and an account for each service, passwords from the environment.
set -euo pipefail
for name in USER PRODUCT ORDER PAYMENT DELIVERY NOTIFICATION ANALYTICS; do
  variable="MYSQL_${name}_PASSWORD"
  schema="fd_${name,,}"
  sed -e "s/@SCHEMA@/$schema/g" -e "s/@PASSWORD@/${!variable:?}/g" /opt/fooddelivery/account.sql
done | MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --protocol=socket -uroot
