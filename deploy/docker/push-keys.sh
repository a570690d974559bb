#!/usr/bin/env bash
# Prints a new key pair for web push (VAPID, RFC 8292): the public and the private part, base64url, on one line.
set -euo pipefail
command -v openssl >/dev/null || { echo 'openssl is needed to make the keys of web push: apt-get install openssl' >&2; exit 1; }
base64url() { base64 | tr -d '=\n' | tr '/+' '_-'; }
# The private key stands at a fixed place of the encoding (RFC 5915), the public point at its end. No file has it, and no argument.
hex="$(openssl ecparam -name prime256v1 -genkey -noout -outform DER | od -An -v -tx1 | tr -d ' \n')"
bytes() { printf '%b' "$(sed 's/../\\x&/g' <<<"$1")"; }
printf '%s %s\n' "$(bytes "${hex: -130}" | base64url)" "$(bytes "${hex:14:64}" | base64url)"
