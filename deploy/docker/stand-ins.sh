# Images without a registry, under the names that the Dockerfiles, docker-compose.yml and the platform chart ask for: Debian from the
# distribution's packages, .NET as this machine has it installed, the servers from Debian's newest packages, Kafka from FD_KAFKA_HOME.
# Enough to run the real Dockerfiles and the real compose file; the published images remain to be tried where they can be pulled.
# Sourced after engine.sh.
# shellcheck shell=bash

STAND_INS="$ENGINE/stand-ins"
SEARCH_PATH='ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

pinned() { sed -n -E "s#^ +image: ($1:.+)\$#\1#p" "$REPO/docker-compose.yml" | head -n 1; }

has_image() { docker image inspect "$1" >/dev/null 2>&1; }

bootstrap() { # bootstrap <release> <packages, comma-separated> : a Debian in a folder of that name
  local mirror root="$STAND_INS/$1"
  if [ -f "$root/.complete" ]; then return 0; fi
  mirror="$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
    grep -v '^#' | grep -oE 'https?://[^ ]+/debian/?' | head -n 1 || true)"
  rm -rf "$root"
  mkdir -p "$STAND_INS"
  debootstrap --variant=minbase --include="$2" "$1" "$root" ${mirror:+"$mirror"} >"$ENGINE/debootstrap-$1.log" 2>&1 ||
    fail "debootstrap failed.
$(log_tail "$ENGINE/debootstrap-$1.log" 8)"
  # The packages of an image are fetched while it is built, in the way this machine fetches them.
  cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
  # Whom this machine trusts, for example a proxy of its network, the image trusts as well. What is there are links that lead elsewhere.
  if [ -d "$root/etc/ssl/certs" ]; then cp -rL --remove-destination /etc/ssl/certs/. "$root/etc/ssl/certs/"; fi
  rm -rf "$root"/var/cache/apt/archives/*.deb
  touch "$root/.complete"
}

import() { # import <folder> <name> <change…>
  local folder="$1" name="$2" changes=()
  shift 2
  for change in "$@"; do changes+=(--change "$change"); done
  tar -C "$folder" --one-file-system -c . | docker import "${changes[@]}" - "$name" >/dev/null
}

# `docker compose` and `docker buildx` where Debian's stable engine comes without them: one program each, from the newest packages.
install_plugins() {
  local root="$STAND_INS/sid" plugins="$DOCKER_CONFIG/cli-plugins" name
  if docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1; then return 0; fi
  bootstrap sid ca-certificates
  mkdir -p "$plugins"
  for name in compose buildx; do
    chroot "$root" sh -c "cd /tmp && apt-get update && apt-get download docker-$name && dpkg-deb -x docker-${name}_*.deb $name" \
      >"$ENGINE/$name.log" 2>&1 || fail "docker-$name could not be fetched.
$(log_tail "$ENGINE/$name.log" 8)"
    find "$root/tmp/$name" -type f -name "docker-$name" -size +1M -exec cp {} "$plugins" \; -quit
    rm -rf "$root"/tmp/*
    docker "$name" version >/dev/null || fail "Debian's docker-$name is not where the client looks for it."
  done
}

make_dotnet() { # make_dotnet <runtime> [sdk] : both from this machine's .NET
  local dotnet root="$STAND_INS/dotnet"
  if has_image "$1" && { [ -z "${2:-}" ] || has_image "$2"; }; then return 0; fi
  dotnet="$(dirname "$(readlink -f "$(command -v dotnet)")")"
  rm -rf "$root"
  cp -a "$STAND_INS/bookworm" "$root"
  echo 'app:x:1654:1654::/home/app:/usr/sbin/nologin' >>"$root/etc/passwd"
  echo 'app:x:1654:' >>"$root/etc/group"
  mkdir -p "$root/usr/share/dotnet"
  cp -a "$dotnet/dotnet" "$dotnet/host" "$dotnet/shared" "$root/usr/share/dotnet/"
  ln -sf /usr/share/dotnet/dotnet "$root/usr/bin/dotnet"
  import "$root" "$1" "$SEARCH_PATH" 'ENV DOTNET_RUNNING_IN_CONTAINER=true'
  if [ -z "${2:-}" ]; then
    rm -rf "$root"
    return 0
  fi
  cp -a "$dotnet/sdk" "$dotnet/packs" "$dotnet/sdk-manifests" "$root/usr/share/dotnet/" 2>/dev/null ||
    cp -a "$dotnet/sdk" "$root/usr/share/dotnet/"
  # The packages that were restored here: the build inside needs no registry of its own.
  mkdir -p "$root/root/.nuget"
  cp -a "${NUGET_PACKAGES:-$HOME/.nuget/packages}" "$root/root/.nuget/packages"
  import "$root" "$2" "$SEARCH_PATH" 'ENV DOTNET_CLI_TELEMETRY_OPTOUT=1' 'ENV DOTNET_NOLOGO=1' 'ENV NUGET_AUDIT=false' \
    'ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1'
  rm -rf "$root"
}

make_server() { # make_server <name in stand-ins/> <image> <further folders and files for tar…>
  local log="$ENGINE/$1.log" file="$1.Dockerfile" image="$2"
  shift 2
  if has_image "$image"; then return 0; fi
  tar -C "$REPO/deploy/docker/stand-ins" -c . "$@" | DOCKER_BUILDKIT=0 docker build --network host -f "$file" -t "$image" - >"$log" 2>&1 ||
    fail "The stand-in for $image could not be made.
$(log_tail "$log" 12)"
}

make_stand_ins() { # make_stand_ins [without-sdk] : where nothing is compiled inside of images, they need no SDK and no packages
  local dotnet="mcr.microsoft.com/dotnet" version="${DOTNET_VERSION:-10.0}" kafka="${FD_KAFKA_HOME:-$KAFKA_BY_MAVEN}" nginx sdk=''
  nginx="$(sed -n 's/^FROM //p' "$REPO/deploy/docker/gateway.Dockerfile")"
  [ -d "$kafka/libs" ] || fail "The broker's image is made from a folder with Apache Kafka's jars in libs/ (see deploy/kafka/pom.xml).
FD_KAFKA_HOME must name it."
  at_once 'bootstrap bookworm ca-certificates,libicu72,libssl3,libstdc++6,tzdata,zlib1g' 'bootstrap sid ca-certificates'
  if [ "${1:-}" != without-sdk ]; then
    install_plugins
    sdk="$dotnet/sdk:$version"
  fi
  has_image debian:bookworm-slim || import "$STAND_INS/bookworm" debian:bookworm-slim "$SEARCH_PATH" 'CMD ["bash"]'
  has_image debian:sid-slim || import "$STAND_INS/sid" debian:sid-slim "$SEARCH_PATH" 'CMD ["bash"]'
  make_broker() { make_server kafka "$(pinned apache/kafka)" -C "$kafka" libs; }
  at_once "make_dotnet $dotnet/aspnet:$version $sdk" "make_server nginx $nginx" "make_server mysql $(pinned mysql)" \
    "make_server redis $(pinned redis)" make_broker
}
