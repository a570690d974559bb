# What the machine must have: checked first, installed where Debian's or Ubuntu's own packages can help. Sourced after lib.sh.
# shellcheck shell=bash

require_tools() { # the three that a person installs; everything else comes by itself
  local major
  command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing (there is no 'dotnet' command).
Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again."
  grep -q '^10\.' <<<"$(dotnet --list-sdks)" || fail "A .NET 10 SDK is needed; this machine has: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ').
Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again."
  command -v node >/dev/null || fail "Node.js is missing (there is no 'node' command). Install version 18 or later, for example: apt-get install nodejs npm"
  major="$(node -p 'process.versions.node.split(".")[0]')"
  [ "$major" -ge 18 ] || fail "Node.js 18 or later is needed; this machine has $(node --version)."
  command -v npm >/dev/null || fail "npm is missing; it belongs to Node.js. Install it, for example: apt-get install npm"
}

missing_packages() { # the Debian packages whose commands or libraries are not there
  local missing=()
  command -v mariadbd >/dev/null || missing+=("$(available mariadb-server-core mariadb-server)")
  command -v mariadb-install-db >/dev/null || missing+=("$(available mariadb-server-core mariadb-server)")
  command -v mariadb >/dev/null || missing+=("$(available mariadb-client-core mariadb-client)")
  # A rehearsed restore (tests/Faults) uses tools that the system itself does not need.
  if [ -n "${FD_RESTORE:-}" ] && ! { command -v mariadb-dump && command -v mariadb-binlog; } >/dev/null; then missing+=(mariadb-client); fi
  command -v redis-server >/dev/null || missing+=(redis-server)
  command -v redis-cli >/dev/null || missing+=(redis-tools)
  command -v nginx >/dev/null || missing+=(nginx)
  command -v java >/dev/null || missing+=("$(available openjdk-17-jre-headless default-jre-headless)")
  command -v curl >/dev/null || missing+=(curl)
  command -v ss >/dev/null || missing+=(iproute2)
  printf '%s\n' "${missing[@]}" | sort -u | paste -sd' ' -
}

require_java() { # the one package of which an older version may be there already
  local major
  major="$(java -version 2>&1 | sed -n '1s/[^"]*"\([0-9]*\).*/\1/p')"
  [ "${major:-0}" -ge 17 ] || fail "Java 17 or later is needed for Kafka; this machine has $(java -version 2>&1 | head -n 1).
Install it, for example: apt-get install openjdk-17-jre-headless, and let 'java' be that one."
}

# The first of the names that this distribution knows; the core packages bring the programs without a system service.
available() {
  local name
  for name in "$@"; do
    if apt-cache show "$name" >/dev/null 2>&1; then break; fi
  done
  printf '%s' "$name"
}

# mariadbd and nginx live in /usr/sbin, which is not on everybody's PATH.
export PATH="$PATH:/usr/sbin:/sbin"

install_packages() {
  local packages log="$REPO/.local/apt.log" still
  packages="$(missing_packages)"
  [ -n "$packages" ] || return 0
  command -v apt-get >/dev/null || fail "These programs are missing: $packages (names of Debian packages).
This machine has no apt-get: install them in your system's way and run this again."
  [ "$(id -u)" = 0 ] || fail "These packages are missing and only root may install them. Run:
    sudo apt-get install --no-install-recommends $packages
and then this command again."
  mkdir -p "$REPO/.local"
  : >"$log"
  # A fresh image has no package lists, and a name may not even be known before they are read.
  if ! apt_install "$packages" >>"$log" 2>&1; then
    apt-get update >>"$log" 2>&1 || fail "apt-get update failed.
$(log_tail "$log" 6)
Check the network and /etc/apt/sources.list, then run this again."
    packages="$(missing_packages)"
    apt_install "$packages" >>"$log" 2>&1 || fail "apt-get could not install: $packages.
$(log_tail "$log" 8)"
  fi
  still="$(missing_packages)"
  [ -z "$still" ] || fail "apt-get reported success, but these are still missing: $still.
$(log_tail "$log" 8)"
  echo "= installed $packages"
}

# The browser tests' Chromium is comfort, not need: where it cannot be installed, they say in a line why they did not run. Ubuntu's package
# of that name only points to a snap.
install_chromium() {
  local log="$REPO/.local/apt.log"
  if "$REPO/tests/Browser/chromium.sh" >/dev/null || [ "$(id -u)" != 0 ] || ! grep -qs '^ID=debian' /etc/os-release; then return 0; fi
  mkdir -p "$REPO/.local"
  if { apt_install chromium || { apt-get update && apt_install chromium; }; } >>"$log" 2>&1; then echo '= complete, and Chromium installed'; fi
}

# Packages with a system service would start it on the usual port, now and at every boot. Neither is wanted: this system runs its own
# processes. An existing policy of the machine is left as it is.
apt_install() {
  local policy=/usr/sbin/policy-rc.d package unit made=false code=0
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    made=true
  fi
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $1 || code=$?
  if [ "$made" = true ]; then rm -f "$policy"; fi
  if [ "$code" = 0 ] && [ -d /run/systemd/system ]; then
    for package in $1; do
      for unit in mariadb redis-server nginx; do
        if [[ "$package" == "$unit"* ]]; then systemctl disable "$unit" || true; fi
      done
    done
  fi
  return "$code"
}
