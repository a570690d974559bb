#!/bin/sh
# Renders the configuration into /tmp and becomes nginx. GATEWAY_RESOLVER=auto follows the container's own DNS server, so that services
# may come and move while the gateway runs (nginx 1.27.3 and later).
set -eu
if [ "${GATEWAY_RESOLVER:-}" = auto ]; then
  GATEWAY_RESOLVER=$(awk '$1 == "nameserver" { print ($2 ~ /:/ ? "[" $2 "]" : $2); exit }' /etc/resolv.conf)
  export GATEWAY_RESOLVER
fi
sh /opt/gateway/nginx/render.sh /tmp/gateway/conf
exec nginx -e /dev/stderr -c /tmp/gateway/conf/nginx.conf -g 'daemon off;'
