#!/bin/sh
# Inside the build stage: publish.sh shared <project> compiles what all services refer to, publish.sh service <project> publishes one.
# Machine code for the platform that the image is for (docs/adr/0017); TARGETARCH names it, otherwise it is this machine's. The runtime itself stays in the base image. Style is checked where the
# tests run, not once more in ten images.
set -eu
target="${TARGETARCH:-$(uname -m)}"
case "$target" in
  amd64 | x86_64) platform=linux-x64 ;;
  arm64 | aarch64) platform=linux-arm64 ;;
  *) echo "No image is made for $target." >&2; exit 1 ;;
esac
options="-p:RuntimeIdentifier=$platform -p:SelfContained=false -p:PublishReadyToRun=true -p:UseAppHost=false -p:NuGetAudit=${NUGET_AUDIT:-true} -p:RunAnalyzers=false"
# shellcheck disable=SC2086
case "$1" in
  shared) dotnet build "src/$2" -c Release --nologo $options ;;
  service) dotnet publish "src/$2" -c Release --nologo -o /publish $options ;;
  *) echo "usage: publish.sh <shared|service> <project>" >&2; exit 2 ;;
esac
