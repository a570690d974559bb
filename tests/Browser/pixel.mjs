// How long from a status change to the pixel: node pixel.mjs <gateway> [orders]. Under load, beside it: bash tests/Load/run.sh orders
// --rate 20 --restaurants 11. Orders to be fetched at the twelfth restaurant, which that leaves alone; a kitchen acts by the API, and a
// customer's and a kitchen's page are watched. All on one machine, so one clock. Counted from the command's being sent, and from its
// answer, to the frame that shows it.
import { SimulatedCustomer } from '../../src/Web/city/customer.js';
import { Client, newKey } from '../../src/Web/shared/client.js';
import { gateway, goTo, open } from './people.mjs';
import { browser } from './tools.mjs';

const rounds = Number(process.argv[3] ?? 10);
const tools = await browser();
if (tools.missing) throw new Error(tools.missing);
const enter = async email => { const client = new Client(gateway); await client.login(email, 'Demo-Passw0rd!'); return client; };
const [customer, kitchen] = await Promise.all([enter('customer@demo.test'), enter('restaurant12@demo.test')]);
const chromium = await tools.launch();
const [screen, board] = await Promise.all([open(chromium, 'customer', 'customer@demo.test'), open(chromium, 'kitchen', 'restaurant12@demo.test')]);

/** Notes when each text of interest was first in a frame. */
const watch = page => page.evaluate(() => {
  globalThis.seen = {};
  const look = () => {
    const now = [...document.querySelectorAll('[data-status]')].map(one => `${one.dataset.order ?? ''} ${one.dataset.status}`);
    const fresh = now.filter(one => !(one in globalThis.seen));
    for (const one of fresh) globalThis.seen[one] = 0;
    if (fresh.length) requestAnimationFrame(() => setTimeout(() => fresh.forEach(one => { globalThis.seen[one] = Date.now(); })));
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  look();
});
const pixel = async (page, what) => (await page.waitForFunction(one => globalThis.seen[one] || undefined, what, { timeout: 60_000, polling: 20 })).jsonValue();

const { restaurantIds: [id] } = await kitchen.get('/api/v1/users/me');
const restaurant = await kitchen.get(`/api/v1/restaurants/${id}`);
const basket = new SimulatedCustomer(customer, new Set([id]));
const times = { 'kitchen: a new order': [], 'customer: a change': [] };
await watch(board);

async function measure(name, page, what, work) {
  const sent = Date.now();
  const answer = await work();
  const answered = Date.now();
  const shown = await pixel(page, typeof what === 'function' ? what(answer) : what);
  times[name].push({ sent: shown - sent, answered: shown - answered });
  return answer;
}

for (let round = 0; round < rounds; round++) {
  await basket.fill(restaurant);
  const { quoteId } = await customer.post('/api/v1/cart/quote', { fulfilment: 'pickup' });
  const order = await measure('kitchen: a new order', board, answer => `${answer.id} awaitingAcceptance`,
    () => customer.post('/api/v1/orders', { quoteId, paymentMethod: 'tok_ok' }, { key: newKey() }));
  await goTo(screen, 'customer', `orders/${order.id}`);
  await screen.locator('[data-status="awaitingAcceptance"]').waitFor();
  await watch(screen);
  for (const [status, command, body] of [['accepted', 'accept', { prepMinutes: 20 }], ['preparing', 'start'], ['ready', 'ready']]) {
    await measure('customer: a change', screen, ` ${status}`, () => kitchen.post(`/api/v1/orders/${order.id}/${command}`, body));
    await screen.waitForTimeout(300);
  }
  const { pickupCode } = await customer.get(`/api/v1/orders/${order.id}`);
  await measure('customer: a change', screen, ' collected', () => kitchen.post(`/api/v1/orders/${order.id}/collect`, { code: pickupCode }));
}
await chromium.close();

const at = (all, part) => all[Math.min(all.length - 1, Math.floor(all.length * part))];
for (const [name, all] of Object.entries(times)) {
  for (const from of ['sent', 'answered']) {
    const sorted = all.map(one => one[from]).sort((a, b) => a - b);
    console.log(`${name}, from ${from} to the pixel: ${sorted.length} times, median ${at(sorted, 0.5)} ms, 9 of 10 within ${at(sorted, 0.9)} ms, longest ${sorted.at(-1)} ms`);
  }
}
