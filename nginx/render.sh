#!/bin/sh
# Renders the gateway's configuration: render.sh <output-dir>, then nginx -c <output-dir>/nginx.conf.
# Settings come from the environment (README.md); needs a POSIX shell and awk, nothing else.
set -eu

[ $# -eq 1 ] || { echo "usage: render.sh <output-dir>" >&2; exit 2; }
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
mkdir -p -- "$1"
output=$(CDPATH='' cd -- "$1" && pwd)

# Paths default to this checkout; nginx resolves relative ones against its own prefix, so they are made absolute here.
absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$PWD" "$1" ;; esac; }
GATEWAY_STATE_DIR=$(absolute "${GATEWAY_STATE_DIR:-$output/state}")
GATEWAY_DOCS_DIR=$(absolute "${GATEWAY_DOCS_DIR:-$here/docs}")
GATEWAY_OPENAPI_DIR=$(absolute "${GATEWAY_OPENAPI_DIR:-$(dirname -- "$here")/docs/openapi}")
GATEWAY_WEB_DIR=$(absolute "${GATEWAY_WEB_DIR:-$(dirname -- "$here")/src/Web}")
# A checkout may lie where only its owner can read, so workers keep the account that starts them.
GATEWAY_USER=${GATEWAY_USER:-$(id -un 2>/dev/null || echo nginx)}

# shellcheck source=gateway.envsh
. "$here/gateway.envsh"
mkdir -p -- "$GATEWAY_STATE_DIR"

# ${UPPER_CASE} is ours, ${lower_case} is nginx's. A placeholder without a value is a mistake in a template, not an empty string.
fresh=$output/.new
rm -rf -- "$fresh"
mkdir -- "$fresh"
awk -v fresh="$fresh" '
  FNR == 1 {
    if (target != "") close(target)
    target = FILENAME
    sub(/.*\//, "", target)
    sub(/\.template$/, "", target)
    target = fresh "/" target
  }
  {
    rest = $0; line = ""
    while (match(rest, /\$\{[A-Z][A-Z0-9_]*\}/)) {
      name = substr(rest, RSTART + 2, RLENGTH - 3)
      if (!(name in ENVIRON)) { print FILENAME ":" FNR ": no value for " name > "/dev/stderr"; exit 1 }
      line = line substr(rest, 1, RSTART - 1) ENVIRON[name]
      rest = substr(rest, RSTART + RLENGTH)
    }
    print line rest > target
  }' "$here"/templates/*.template
mv -- "$fresh"/* "$output"
rmdir -- "$fresh"
