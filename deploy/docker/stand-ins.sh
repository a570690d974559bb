# Base images without a registry, under the names that the Dockerfiles ask for: Debian from the distribution's packages, .NET as this machine
# has it installed, nginx from the distribution. Enough to run the real Dockerfiles; the published bases remain to be tried where they can be
# pulled. Sourced after engine.sh.
# shellcheck shell=bash

STAND_INS="$ENGINE/stand-ins"

bootstrap() { # bootstrap <folder> <packages, comma-separated>
  command -v debootstrap >/dev/null || fail "There is no 'debootstrap' command. On Debian and Ubuntu: apt-get install debootstrap"
  local mirror
  mirror="$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null | grep -v '^#' | grep -oE 'https?://[^ ]+/debian/?' | head -n 1 || true)"
  rm -rf "$1"
  debootstrap --variant=minbase --include="$2" bookworm "$1" ${mirror:+"$mirror"} >"$ENGINE/debootstrap.log" 2>&1 ||
    fail "debootstrap failed.
$(log_tail "$ENGINE/debootstrap.log" 8)"
  # The packages of an image are fetched while it is built, in the way this machine fetches them.
  cp -r /etc/apt/apt.conf.d/. "$1/etc/apt/apt.conf.d/"
  # Whom this machine trusts, for example a proxy of its network, the image trusts as well. What is there are links that lead to this machine.
  if [ -d "$1/etc/ssl/certs" ]; then cp -rL --remove-destination /etc/ssl/certs/. "$1/etc/ssl/certs/"; fi
  rm -rf "$1"/var/cache/apt/archives/*.deb
}

import() { # import <folder> <name> <change…>
  local folder="$1" name="$2" changes=()
  shift 2
  for change in "$@"; do changes+=(--change "$change"); done
  tar -C "$folder" --one-file-system -c . | docker import "${changes[@]}" - "$name" >/dev/null
}

has_image() { docker image inspect "$1" >/dev/null 2>&1; }

make_stand_ins() {
  local dotnet root version="${DOTNET_VERSION:-10.0}" nginx="${NGINX_VERSION:-1.28}"
  local aspnet="mcr.microsoft.com/dotnet/aspnet:$version" sdk="mcr.microsoft.com/dotnet/sdk:$version"
  if has_image "$aspnet" && has_image "$sdk" && has_image "nginx:$nginx"; then return 0; fi
  dotnet="$(dirname "$(readlink -f "$(command -v dotnet)")")"
  mkdir -p "$STAND_INS"

  root="$STAND_INS/base"
  bootstrap "$root" ca-certificates,libicu72,libssl3,libstdc++6,tzdata,zlib1g
  echo 'app:x:1654:1654::/home/app:/usr/sbin/nologin' >>"$root/etc/passwd"
  echo 'app:x:1654:' >>"$root/etc/group"
  mkdir -p "$root/usr/share/dotnet"
  cp -a "$dotnet/dotnet" "$dotnet/host" "$dotnet/shared" "$root/usr/share/dotnet/"
  ln -sf /usr/share/dotnet/dotnet "$root/usr/bin/dotnet"
  import "$root" "$aspnet" 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' 'ENV DOTNET_RUNNING_IN_CONTAINER=true'

  cp -a "$dotnet/sdk" "$dotnet/packs" "$dotnet/sdk-manifests" "$root/usr/share/dotnet/" 2>/dev/null || cp -a "$dotnet/sdk" "$root/usr/share/dotnet/"
  # The packages that were restored here: the build inside needs no registry of its own.
  mkdir -p "$root/root/.nuget"
  cp -a "${NUGET_PACKAGES:-$HOME/.nuget/packages}" "$root/root/.nuget/packages"
  import "$root" "$sdk" 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' 'ENV DOTNET_CLI_TELEMETRY_OPTOUT=1' 'ENV DOTNET_NOLOGO=1' 'ENV NUGET_AUDIT=false' \
    'ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1'
  rm -rf "$root"

  root="$STAND_INS/nginx"
  bootstrap "$root" nginx
  sed -i -E '/^nginx:/d' "$root/etc/passwd" "$root/etc/group"
  echo 'nginx:x:101:101::/nonexistent:/usr/sbin/nologin' >>"$root/etc/passwd"
  echo 'nginx:x:101:' >>"$root/etc/group"
  import "$root" "nginx:$nginx" 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  rm -rf "$root"
}
