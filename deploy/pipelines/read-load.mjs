// Reads something of every service through the gateway, steadily, until it is told to stop (SIGTERM), and counts the answers:
// read-load.mjs <gateway> [requests a second]. Ends with 1 when one was not 2xx or 3xx. The demo customer must have placed an order.
import { Caller } from '../local/demo-api.mjs';

const [gateway, rate = '20'] = process.argv.slice(2);
const password = 'Demo-Passw0rd!';
const counts = {};
const pending = new Set();
let stopped = false;
process.on('SIGTERM', () => { stopped = true; });

async function logIn() {
  const [customer, kitchen] = await Promise.all(['customer', 'restaurant'].map(name => Caller.login(gateway, name, `${name}@demo.test`, password)));
  const [order] = (await customer.get('/api/v1/orders?limit=1')).items;
  if (!order) throw new Error('The demo customer has no order: place one first.');
  return [
    ['/.well-known/jwks.json'], ['/api/v1/restaurants?limit=5'],
    ...['users/me', 'cart', `orders/${order.id}`, `payments?orderId=${order.id}`, `deliveries?orderId=${order.id}`, 'notifications'].map(path => [`/api/v1/${path}`, customer]),
    ['/api/v1/analytics/summary', kitchen],
  ];
}

async function read([path, caller]) {
  try {
    const answer = await fetch(gateway + path, { headers: caller && { authorization: `Bearer ${caller.token}` }, signal: AbortSignal.timeout(15_000), redirect: 'manual' });
    await answer.arrayBuffer();
    return `${answer.status} ${path.split(/[?/]/).slice(1, 4).join('/')}`;
  } catch (error) {
    return `${error.cause?.code ?? error.name} ${path}`;
  }
}

let reads = await logIn();
console.log('reading');
let since = Date.now();
for (let i = 0; !stopped; i++) {
  // Tokens live for ten minutes.
  if (Date.now() - since > 300_000) {
    reads = await logIn();
    since = Date.now();
  }
  const one = read(reads[i % reads.length]).then(outcome => {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    pending.delete(one);
  });
  pending.add(one);
  await new Promise(done => setTimeout(done, 1000 / Number(rate)));
}
await Promise.all(pending);
console.log(counts);
process.exit(Object.keys(counts).length > 0 && Object.keys(counts).every(outcome => /^[23]\d\d /.test(outcome)) ? 0 : 1);
