#!/bin/sh
# Starts the service with the runtime settings of deploy/runtime.env; what the container's environment says wins.
set -eu
# Where the container has a limit the collector follows it by itself (three quarters), and a fixed heap would be too large for a small one.
limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || echo max)
case $limit in max | ????????????????*) limited=no ;; *) limited=yes ;; esac
while IFS='=' read -r name value; do
  case $name in '' | \#*) continue ;; esac
  if [ "$name" = DOTNET_GCHeapHardLimit ] && [ $limited = yes ]; then continue; fi
  if eval "[ -z \"\${$name+set}\" ]"; then export "$name=$value"; fi
done </app/runtime.env
exec dotnet "/app/$FD_SERVICE.dll" "$@"
