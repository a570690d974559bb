#!/usr/bin/env bash
# The entry point of redis's stand-in: options alone and configuration files are redis-server's, and root becomes the account redis. Clients
# of other containers need no password, as with the published image.
set -euo pipefail
case "${1:-}" in -* | *.conf) set -- redis-server "$@" ;; esac
if [ "${1:-}" = redis-server ]; then
  case "${2:-}" in
    *.conf) ;;
    *) set -- "$@" --protected-mode no ;;
  esac
  if [ "$(id -u)" = 0 ]; then
    chown redis:redis .
    exec setpriv --reuid redis --regid redis --clear-groups "$@"
  fi
fi
exec "$@"
