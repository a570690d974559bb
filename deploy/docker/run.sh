#!/bin/sh
# Starts the service with the runtime settings of deploy/runtime.env; what the container's environment says wins.
set -eu
while IFS='=' read -r name value; do
  case $name in '' | \#*) continue ;; esac
  if eval "[ -z \"\${$name+set}\" ]"; then export "$name=$value"; fi
done </app/runtime.env
exec dotnet "/app/$FD_SERVICE.dll" "$@"
