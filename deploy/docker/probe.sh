#!/usr/bin/env bash
# Asks a service of this container for its health, with nothing but bash: probe.sh <port> <path>. Ends with 0 when the answer is 200.
set -eu
exec 3<>"/dev/tcp/127.0.0.1/$1"
printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&3
read -r -t 2 _ status _ <&3
[ "$status" = 200 ]
