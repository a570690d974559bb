# Building, configuring and starting the eight services and the payment simulator. Sourced after lib.sh and servers.sh.
# shellcheck shell=bash

declare -A PROJECTS=([user]=UserService [product]=ProductService [cart]=CartService [order]=OrderService [payment]=PaymentService
  [delivery]=DeliveryService [notification]=NotificationService [analytics]=AnalyticsService [simulator]=PaymentSimulator)

# --- Build -----------------------------------------------------------------------------------------------------------------------

fingerprint() { # fingerprint <path…> : changes whenever a source below does
  (cd "$REPO" && find "$@" \( -name bin -o -name obj -o -name TestResults \) -prune -o -type f -printf '%p %s %T@\n' 2>/dev/null |
    LC_ALL=C sort | sha256sum | cut -c1-32)
}

source_fingerprint() { fingerprint src Directory.Build.props Directory.Build.targets Directory.Packages.props; }
app_fingerprint() { printf '%s ' "$FLAVOUR" && fingerprint src Directory.Build.props Directory.Build.targets Directory.Packages.props deploy/local/demo-city.json deploy/local/demo-addresses.tsv deploy/local/services.sh; }

# FD_BUILD=Faults runs the build with failpoints (src/BuildingBlocks/Failpoint.cs), which lies beside the ordinary one.
FLAVOUR="${FD_BUILD:-Release}"
[[ "$FLAVOUR" =~ ^(Release|Faults)$ ]] || fail "FD_BUILD is Release or Faults (it is '$FLAVOUR')."
BUILD_OPTIONS=()

# What the tests run: the solution, its stamp, and what it depends on.
SOLUTION=(FoodDelivery.sln solution.built src tests Directory.Build.props Directory.Build.targets Directory.Packages.props)

build() { # build <solution> <stamp> <paths that it depends on…> : a Release build, skipped when nothing changed since the last one
  local solution="$1" stamp="$REPO/.local/$2" log="$REPO/.local/build.log" now compiler failed=false
  shift 2
  mkdir -p "$REPO/.local"
  exec 8>"$REPO/.local/build.lock"
  flock 8
  now="$(fingerprint "$@")"
  if [ ! -f "$stamp" ] || [ "$(<"$stamp")" != "$now" ]; then
    rm -f "$stamp"
    # One compiler process for all projects of this build, found again by its name and ended with it.
    compiler="fd-$$-$RANDOM"
    dotnet build "$REPO/$solution" -c Release --nologo -v q -nodeReuse:false "${BUILD_OPTIONS[@]}" -p:UseSharedCompilation=true "-p:SharedCompilationId=$compiler" \
      -clp:NoSummary >"$log" 2>&1 8>&- 9>&- || failed=true
    pkill -f -- "-pipename:$compiler" || true
    [ "$failed" = false ] ||
      fail "The build failed.
$(grep -E 'error' "$log" | sort -u | head -n 12 | cut -c1-300 | sed 's/^/    /')
  whole log: $log"
    printf '%s' "$now" >"$stamp"
  fi
  exec 8>&-
}

build_services() {
  local BUILD_OPTIONS=() stamp=services.built
  # Style is the ordinary build's concern.
  if [ "$FLAVOUR" = Faults ]; then BUILD_OPTIONS=(-p:Failpoints=true -p:RunAnalyzers=false) stamp=faults.built; fi
  build deploy/local/services.slnf "$stamp" src Directory.Build.props Directory.Build.targets Directory.Packages.props
}

# Machine code for every assembly of a folder, made once per content and shared by the services that have the same one. The runtime would
# compile the same methods in eight processes at once, which took most of two cores for a minute (docs/adr/0017). What cannot be compiled
# stays as it is and is compiled while it runs.
precompile() { # precompile <folder with a subfolder per service>
  local version compiler runtimes assemblies sum file shared="$CACHE/machine-code"
  version="$(sed -n -E 's:.*<CrossgenVersion>(.*)</CrossgenVersion>.*:\1:p' "$REPO/Directory.Build.targets")"
  compiler="$(echo "${NUGET_PACKAGES:-$HOME/.nuget/packages}"/microsoft.netcore.app.crossgen2.linux-*/"$version"/tools/crossgen2)"
  [ -f "$compiler" ] || return 0
  chmod u+x "$compiler"
  runtimes="$(dirname "$(readlink -f "$(command -v dotnet)")")/shared"
  mkdir -p "$shared"
  export -f precompile_one
  assemblies="$(find "$1" -mindepth 2 -maxdepth 2 -name '*.dll' -print0 | xargs -0 sha256sum)"
  sort -u -k1,1 <<<"$assemblies" | COMPILER="$compiler" VERSION="$version" RUNTIMES="$runtimes" SHARED="$shared" \
    xargs -d '\n' -P "$(nproc)" -n 1 bash -c 'precompile_one "${1%% *}" "${1#*  }"' _ >>"$REPO/.local/build.log" 2>&1 8>&- 9>&- ||
    echo 'Some assemblies could not be compiled to machine code; they stay as they are.' >>"$REPO/.local/build.log"
  while read -r sum file; do
    if [ -s "$shared/$sum-$version.dll" ]; then ln -f "$shared/$sum-$version.dll" "$file"; fi
  done <<<"$assemblies"
  find "$shared" -type f -mtime +7 -links 1 -delete
}

precompile_one() { # precompile_one <checksum> <assembly>
  local made="$SHARED/$1-$VERSION.dll"
  [ -f "$made" ] && return 0
  "$COMPILER" "$2" -o "$made.new" -O --targetos linux --targetarch "$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" \
    -r "$(ls -d "$RUNTIMES"/Microsoft.NETCore.App/10.* | tail -n 1)/*.dll" -r "$(ls -d "$RUNTIMES"/Microsoft.AspNetCore.App/10.* | tail -n 1)/*.dll" \
    -r "$(dirname "$2")/*.dll" && mv "$made.new" "$made"
}

# Each environment runs a copy of the build output: a later build cannot pull the files from under a running process.
copy_services() {
  local component project
  rm -rf "$STATE/app.new"
  for component in "${!PROJECTS[@]}"; do
    project="${PROJECTS[$component]}"
    mkdir -p "$STATE/app.new/$component"
    cp -a --reflink=auto "$REPO/src/$project/bin/$FLAVOUR/net10.0/." "$STATE/app.new/$component/"
  done
  precompile "$STATE/app.new"
  app_fingerprint >"$STATE/app.new/.fingerprint"
  rm -rf "$STATE/app"
  mv "$STATE/app.new" "$STATE/app"
}

services_are_current() { [ -f "$STATE/app/.fingerprint" ] && [ "$(<"$STATE/app/.fingerprint")" = "$(app_fingerprint)" ]; }

# While one service runs, the others start from the same copy: a restart in mid-flow is quick and never mixes two builds.
prepare_services() {
  local component wanted=false
  for component in "$@"; do if is_service "$component"; then wanted=true; fi; done
  [ "$wanted" = true ] || return 0
  if [ -d "$STATE/app" ]; then
    for component in "${!PROJECTS[@]}"; do if is_running "$component"; then return 0; fi; done
  fi
  echo "building the services (minutes the first time, seconds when nothing has changed)"
  build_services
  services_are_current || copy_services
}

# --- Configuration ---------------------------------------------------------------------------------------------------------------

uses_other_mysql() { [ "$FD_ENV" = test ] && [ -n "${FD_MYSQL:-}" ]; }

mysql_connection() { # mysql_connection <service> [_owner]
  local owner="${2:-}"
  if uses_other_mysql; then
    printf '%s;Database=fd_e2e_%s' "$(sed -E 's/;? *(Database|Initial Catalog) *= *[^;]*//I; s/; *$//' <<<"$FD_MYSQL")" "$1"
  else
    printf 'Server=127.0.0.1;Port=%s;Database=fd_%s;User ID=fd_%s;Password=%s;CharSet=utf8mb4;Max Pool Size=10' "${PORTS[mariadb]}" "$1" "$1$owner" "$(secret "MYSQL_${1^^}${owner^^}")"
  fi
}

# Another server has schemas with names that nobody else uses, empty at the start of a test run.
other_mysql() { # other_mysql <server> <port> <user> <password> : runs SQL from standard input
  MYSQL_PWD="$4" mariadb --host="$1" --port="$2" --user="$3" --protocol=tcp --batch --skip-column-names
}

connection_part() { # connection_part <connection string> <default> <key…> : the value of the first key that it has
  local text="$1" default="$2" key value
  shift 2
  for key in "$@"; do
    value="$(tr ';' '\n' <<<"$text" | sed -n -E "s/^ *$key *= *(.*)$/\1/Ip")"
    if [ -n "$value" ]; then
      printf '%s' "$value"
      return
    fi
  done
  printf '%s' "$default"
}

empty_other_mysql() {
  local service sql=''
  for service in "${SERVICES[@]}"; do
    sql+="DROP SCHEMA IF EXISTS fd_e2e_$service; CREATE SCHEMA fd_e2e_$service CHARACTER SET utf8mb4;"
  done
  other_mysql "$(connection_part "$FD_MYSQL" 127.0.0.1 Server Host 'Data Source')" "$(connection_part "$FD_MYSQL" 3306 Port)" \
    "$(connection_part "$FD_MYSQL" root 'User ID' Uid User Username)" "$(connection_part "$FD_MYSQL" '' Password Pwd)" <<<"$sql" ||
    fail "The server of FD_MYSQL does not accept the connection or may not create schemas. The connection string looks like
    Server=127.0.0.1;Port=3306;User ID=root;Password=…;CharSet=utf8mb4"
}

# What tests read to find the servers, as lines for eval.
test_environment() {
  local mysql
  mysql="Server=127.0.0.1;Port=${PORTS[mariadb]};User ID=root;Password=$(secret MYSQL_ROOT);CharSet=utf8mb4"
  if uses_other_mysql; then mysql="$FD_MYSQL"; fi
  printf 'export %s=%q\n' FD_TEST_MYSQL "$mysql" FD_TEST_REDIS "$(redis_connection redis admin)" FD_TEST_POSITIONS "$(redis_connection positions admin)" FD_TEST_KAFKA "$(kafka_servers)" \
    FD_TEST_GATEWAY "$(url_of nginx)" FD_STACK "$LOCAL_DIR/stack.sh" FD_STATE "$STATE" FD_TEST_KAFKA_PROPERTIES "$(kafka_properties admin)"
}

# What a client must be told about the broker beside its address.
kafka_properties() { # kafka_properties <account>
  case "$KAFKA:$1" in
    old:*) echo 'api.version.request=false;broker.version.fallback=0.9.0.1' ;;
    *:admin) echo "security.protocol=SASL_PLAINTEXT;sasl.mechanism=PLAIN;sasl.username=admin;sasl.password=$(secret KAFKA_ADMIN)" ;;
    *) echo "security.protocol=SASL_PLAINTEXT;sasl.mechanism=SCRAM-SHA-512;sasl.username=$1;sasl.password=$(secret "KAFKA_${1^^}")" ;;
  esac
}

redis_connection() { # redis_connection <component> <account>
  printf '127.0.0.1:%s,user=%s,password=%s' "${PORTS[$1]}" "$2" "$(secret "REDIS_${2^^}")"
}

kafka_servers() {
  local broker list=()
  for broker in "${BROKERS[@]}"; do list+=("127.0.0.1:${PORTS[$broker]}"); done
  (IFS=, && printf '%s' "${list[*]}")
}

url_of() { printf 'http://127.0.0.1:%s' "${PORTS[$1]}"; }

# Beside the service's own port, and not a multiple of a hundred away: systems that are shifted by hundreds run side by side.
management_port() { echo $((PORTS[$1] + 50)); }

environment_of() { # environment_of <component> : its settings, a NAME=value line each
  local name="$1" other
  echo "ASPNETCORE_URLS=$(url_of "$name")"
  echo "Management__Port=$(management_port "$name")"
  echo ASPNETCORE_ENVIRONMENT=Development
  grep -E '^[A-Za-z0-9_]+=' "$REPO/deploy/runtime.env"
  if [ "$name" = simulator ]; then
    echo "Simulator__LedgerFile=$STATE/simulator/ledger.jsonl"
    echo "Simulator__ApiKey=$(secret PROVIDER_API_KEY)"
    echo "Simulator__WebhookUrl=$(url_of payment)/api/v1/payments/webhooks/simulator"
    echo "Simulator__WebhookSecret=$(secret PROVIDER_WEBHOOK_SECRET)"
    return
  fi
  if [ "$name" != cart ]; then
    echo "ConnectionStrings__MySql=$(mysql_connection "$name")"
    echo "ConnectionStrings__MySqlOwner=$(mysql_connection "$name" _owner)"
  fi
  case "$name" in
    cart) echo "ConnectionStrings__Redis=$(redis_connection redis "$name")" ;;
    delivery | notification) echo "ConnectionStrings__Redis=$(redis_connection positions "$name")" ;;
  esac
  # Tests count what a service does, and have mail servers of their own.
  if [ "$name" = notification ] && [ "$FD_ENV" = up ]; then
    echo "Notification__PublicUrl=http://localhost:${PORTS[nginx]}"
    echo "Mail__Folder=$STATE/mail"
    read -r push_public push_private <<<"$(push_keys)"
    if [ -n "$push_public" ]; then
      echo "Push__PublicKey=$push_public"
      echo "Push__PrivateKey=$push_private"
    fi
  fi
  echo "Kafka__BootstrapServers=$(kafka_servers)"
  echo "Kafka__Properties=$(kafka_properties "${KAFKA_ACCOUNT:-$name}")"
  if [ "${KAFKA_ACCOUNT:-}" = admin ]; then
    for other in "${SERVICES[@]}"; do echo "KafkaAccounts__$other=$(secret "KAFKA_${other^^}")"; done
  fi
  if [ "$KAFKA" = old ]; then
    # Without idempotence, only one request at a time keeps a key's events in order when a send is repeated.
    echo "Kafka__ProducerProperties=enable.idempotence=false;max.in.flight=1"
  fi
  echo "Auth__JwksUrl=$(url_of user)/.well-known/jwks.json"
  echo "Auth__ServiceSecret=$(secret "SERVICE_${name^^}")"
  echo "Seed__File=$LOCAL_DIR/demo-city.json"
  echo "Geocoder__File=$LOCAL_DIR/demo-addresses.tsv"
  for other in user product cart order payment delivery notification analytics; do echo "Services__${other^}=$(url_of "$other")"; done
  if [ "$name" = user ]; then
    for other in "${SERVICES[@]}"; do echo "ServiceClients__$other=$(secret "SERVICE_${other^^}")"; done
  fi
  # Tests order faster than any person, as they come faster from one address (gateway.sh).
  case "$name:$FD_ENV" in
    cart:test) echo Quotes__PerMinute=10000 ;;
    order:test) echo Order__PlacingPerMinute=100000 ;;
  esac
  if [ "$name" = payment ]; then
    echo "Provider__BaseUrl=$(url_of simulator)"
    echo "Provider__ApiKey=$(secret PROVIDER_API_KEY)"
    echo "Provider__WebhookSecret=$(secret PROVIDER_WEBHOOK_SECRET)"
  fi
}

overrides_of() { # the lines of <state>/<component>.env, comments and blank lines left out
  if [ -f "$STATE/$1.env" ]; then grep -E '^[A-Za-z_][A-Za-z0-9_]*=' "$STATE/$1.env" || true; fi
}

export_lines() { # exports NAME=value lines from standard input, values taken literally
  local line
  while IFS= read -r line; do export "${line?}"; done
}

# --- Start -----------------------------------------------------------------------------------------------------------------------

launch_service() {
  if [ "$1" = simulator ]; then mkdir -p "$STATE/simulator"; fi
  as_service "$1" spawn "$1" dotnet "${PROJECTS[$1]}.dll"
}

run_service() { # run_service <component> <words…> : one of its commands, to its end
  as_service "$1" dotnet "${PROJECTS[$1]}.dll" "${@:2}"
}

as_service() { # as_service <component> <command…>
  local name="$1" settings overrides
  settings="$(environment_of "$name")"
  overrides="$(overrides_of "$name")"
  shift
  # The settings stay in this subshell. The working folder is where ASP.NET looks for appsettings.json.
  # shellcheck disable=SC2030
  (
    export_lines <<<"$settings"
    if [ -n "$overrides" ]; then export_lines <<<"$overrides"; fi
    cd "$STATE/app/$name" || exit
    "$@"
  )
}

ready_service() { [ "$(curl -s -o /dev/null -m 2 -w '%{http_code}' "$(url_of "$1")/readyz")" = 200 ]; }

why_not_ready() { # the service's own words, when it answers
  is_service "$1" || return 0
  local answer
  answer="$(curl -s -m 2 "$(url_of "$1")/readyz" | head -c 600)" || return 0
  printf ': %s' "$answer"
}
