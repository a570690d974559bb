#!/usr/bin/env bash
# Orders flow while one in five POSTs loses its answer, on every edge where there are POSTs. Everybody must see his order through, without an
# error (orders-verdict.mjs); afterwards every order that was acknowledged must exist and have ended, and the provider must have booked each once.
#
#   bash tests/FaultProxy/lost-replies.sh [--count 2000] [--rate 3] [--one-in 5] [--seed 1]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repo="$(cd "$here/../.." && pwd)"
count=2000 rate=3 seed=1 one_in=5
while [ $# -gt 0 ]; do
  case "$1" in
    --count|--rate|--seed) declare "${1#--}=$2"; shift 2 ;;
    --one-in) one_in="$2"; shift 2 ;;
    *) echo "Unknown option $1" >&2; exit 2 ;;
  esac
done
edges=(gateway-cart gateway-order gateway-delivery cart-product order-product order-payment payment-provider provider-payment
  order-user cart-user payment-user delivery-user)

bash "$repo/deploy/local/stack.sh" test start all
settings="$(bash "$repo/deploy/local/stack.sh" test env)"
eval "$settings"
dotnet build "$repo/tests/Injection" -c Release -v q -nologo -clp:NoSummary >&2
dotnet build "$here" -c Release -v q -nologo -clp:NoSummary >&2
mkdir -p "$FD_STATE/proxy"

trap 'bash "$here/edges.sh" remove' EXIT
bash "$here/edges.sh" place "${edges[@]}"
from="$(date -u '+%Y-%m-%d %H:%M:%S')"
bash "$here/edges.sh" send "set * lose=POST one-in=$one_in seed=$seed" >/dev/null

lost() { bash "$here/edges.sh" send stats | node -e 'const all=Object.values(JSON.parse(require("fs").readFileSync(0,"utf8")));console.log(all.flatMap(e=>Object.values(e.lostReplies)).reduce((a,b)=>a+b,0))'; }
ids="$FD_STATE/proxy/acknowledged"
: >"$ids"
code=0
until [ "$(lost)" -ge "$count" ]; do
  before="$(lost)"
  rm -f "$FD_STATE/proxy/orders.json" "$FD_STATE/proxy/orders.ids"
  bash "$repo/tests/Load/run.sh" --env test orders --customers 24 --couriers 24 --rate "$rate" --warmup 0 --seconds 60 --drain 90 --repeat \
    --json "$FD_STATE/proxy/orders.json" --ids "$FD_STATE/proxy/orders.ids" >"$FD_STATE/proxy/orders.log" 2>&1 || true
  grep -E '^(drain|load)|POST|→' "$FD_STATE/proxy/orders.log" | tail -n 3 || true
  # Its exit code says only that there was something; what there was decides.
  node "$here/orders-verdict.mjs" "$FD_STATE/proxy/orders.json" || code=1
  cat "$FD_STATE/proxy/orders.ids" >>"$ids"
  echo "lost replies so far: $(lost)"
  if [ "$(lost)" -le "$before" ]; then
    echo "No reply was lost in this round; see $FD_STATE/proxy/orders.log" >&2
    exit 1
  fi
done
stats="$(bash "$here/edges.sh" send stats)"
bash "$here/edges.sh" send 'clear *' >/dev/null
node -e '
  const edges = JSON.parse(process.argv[1]);
  const totals = { lostReplies: 0, lostRefusals: 0 };
  for (const [edge, counts] of Object.entries(edges)) {
    for (const kind of Object.keys(totals)) {
      for (const [request, lost] of Object.entries(counts[kind])) {
        console.log(`${String(lost).padStart(6)}  ${edge.padEnd(18)} ${request}${kind === "lostRefusals" ? " (a refusal)" : ""}`);
        totals[kind] += lost;
      }
    }
  }
  console.log(`${String(totals.lostReplies).padStart(6)}  replies lost in all, each after its request had been carried out; ${totals.lostRefusals} refusals lost`);' "$stats"
dotnet "$repo/tests/Injection/bin/Release/net10.0/Injection.dll" converged "$from" "$FD_STATE/simulator/ledger.jsonl" "$ids" || code=1
exit "$code"
