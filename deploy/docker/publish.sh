#!/bin/sh
# Restores or publishes one project inside the build stage: publish.sh <restore|publish> <project>. Machine code for the platform that is
# built for (docs/adr/0017); the runtime itself stays in the base image. Style is checked where the tests run, not once more in ten images.
set -eu
case "$(uname -m)" in
  x86_64) platform=linux-x64 ;;
  aarch64) platform=linux-arm64 ;;
  *) echo "No image is made for $(uname -m)." >&2; exit 1 ;;
esac
options="-p:RuntimeIdentifier=$platform -p:SelfContained=false -p:PublishReadyToRun=true -p:UseAppHost=false -p:NuGetAudit=${NUGET_AUDIT:-true} -p:RunAnalyzers=false"
# shellcheck disable=SC2086
case "$1" in
  restore) exec dotnet restore "src/$2" $options ;;
  publish) exec dotnet publish "src/$2" -c Release --no-restore --nologo -o /publish $options ;;
  *) echo "usage: publish.sh <restore|publish> <project>" >&2; exit 2 ;;
esac
