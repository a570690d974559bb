# The gateway: nginx with the configuration that nginx/render.sh makes from environment variables. Sourced after services.sh.
# shellcheck shell=bash

gateway_settings() {
  local service
  for service in "${SERVICES[@]}"; do echo "${service^^}_UPSTREAM=127.0.0.1:${PORTS[$service]}"; done
  echo "GATEWAY_LISTEN=127.0.0.1:${PORTS[nginx]}"
  echo "GATEWAY_STATE_DIR=$STATE/nginx"
  echo "GATEWAY_DOCS_DIR=$REPO/nginx/docs"
  echo "GATEWAY_OPENAPI_DIR=$REPO/docs/openapi"
  # From the tree itself: a reload in the browser shows a change.
  echo "GATEWAY_WEB_DIR=$REPO/src/Web"
  # The demo city is here, and one person logs in as many.
  printf '%s\n' GATEWAY_WEB_DEMO=on GATEWAY_RATE_LOGIN=120r/m GATEWAY_BURST_LOGIN=60
  echo "GATEWAY_ERROR_LOG=$LOGS/nginx.log"
  echo "GATEWAY_ACCESS_LOG=$LOGS/nginx-access.log"
  # Tests come from one address, faster than any person; a test of the limits lowers them again in nginx.env.
  if [ "$FD_ENV" = test ]; then
    local name
    for name in IP API TOKEN LOGIN REGISTER REFRESH ORDERS WEBHOOKS; do echo "GATEWAY_RATE_$name=10000r/s" "GATEWAY_BURST_$name=10000" | tr ' ' '\n'; done
    for name in GATEWAY_CONN_PER_IP GATEWAY_STREAMS_PER_IP GATEWAY_STREAMS_PER_CALLER; do echo "$name=5000"; done
  fi
}

render_gateway() ( # render_gateway <folder>
  export_lines < <(gateway_settings; overrides_of nginx)
  sh "$REPO/nginx/render.sh" "$1"
)

# Whether the running nginx has the configuration that would be rendered now.
gateway_is_current() {
  local fresh="$STATE/nginx/conf.fresh" same=0
  rm -rf "$fresh"
  render_gateway "$fresh" || return 1
  diff -rq "$fresh" "$STATE/nginx/conf" >/dev/null 2>&1 || same=1
  rm -rf "$fresh"
  return "$same"
}

launch_nginx() {
  local conf="$STATE/nginx/conf"
  mkdir -p "$LOGS"
  rm -rf "$conf"
  render_gateway "$conf" >"$LOGS/nginx-render.log" 2>&1 || fail "The gateway's configuration could not be rendered.
$(log_tail "$LOGS/nginx-render.log" 6)"
  nginx -t -e "$LOGS/nginx.log" -p "$STATE/nginx" -c "$conf/nginx.conf" >"$LOGS/nginx-render.log" 2>&1 ||
    fail "nginx refuses the gateway's configuration.
$(log_tail "$LOGS/nginx-render.log" 6)"
  spawn nginx nginx -e "$LOGS/nginx.log" -p "$STATE/nginx" -c "$conf/nginx.conf" -g 'daemon off;'
}

ready_nginx() { [ "$(curl -s -o /dev/null -m 2 -w '%{http_code}' "$(url_of nginx)/healthz")" = 200 ]; }
