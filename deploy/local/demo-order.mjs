// One order from cart to doorstep, through the gateway, by three people: customer, restaurant and driver of the demo city.
// Usage: node demo-order.mjs [gateway]. Prints what each does and every line of the customer's live stream.
//
// The acts follow from the state that the API shows, never from a script of fixed steps: an order that an interrupted run
// left half-way is carried to its end first, and then the new one.
import { randomUUID } from 'node:crypto';
import { Caller, until } from './demo-api.mjs';
import { openStream } from './sse.mjs';

const gateway = process.argv[2] ?? 'http://localhost:8080';
const password = 'Demo-Passw0rd!';
const ended = ['delivered', 'collected', 'cancelled', 'rejected', 'expired', 'paymentFailed', 'undelivered', 'noShow'];

const say = (who, text) => console.log(`  ${new Date().toISOString().slice(11, 23)}  ${who.padEnd(11)} ${text}`);
const streamed = [];
let wake = () => {};

async function main() {
  const [customer, restaurant, driver] = await Promise.all(
    ['customer', 'restaurant', 'driver'].map(name => Caller.login(gateway, name, `${name}@demo.test`, password)));

  const { restaurantIds } = await restaurant.get('/api/v1/users/me');
  const place = await customer.get(`/api/v1/restaurants/${restaurantIds[0]}`);
  const courier = new Courier(driver, place.location);

  const stop = new AbortController();
  const stream = openStream(`${gateway}/api/v1/streams/me`, customer.token, {
    signal: stop.signal,
    onEvent: show,
    onLost: error => say('stream', `interrupted: ${error.message}; opening it again`),
  });
  await until('the live stream opens', 15, () => Promise.race([stream.opened.then(() => true), pause(200)]));

  await courier.goOnline();
  try {
    for (const order of await unfinishedOrders(customer, place)) {
      say('customer', `finds order ${order.code} of an earlier run (${order.status})`);
      await carry(order.id, 45, customer, restaurant, courier).catch(error => say('customer', `leaves it as it is: ${error.message}`));
    }
    const order = await placeOrder(customer, place);
    await carry(order.id, 120, customer, restaurant, courier);
    await provePayment(customer, order);
  } finally {
    await courier.goOffline();
    stop.abort();
    await stream.ended;
  }
}

async function unfinishedOrders(customer, place) {
  const { items } = await customer.get('/api/v1/orders');
  return items.filter(order => order.restaurantId === place.id && order.status !== 'scheduled' && !ended.includes(order.status));
}

async function placeOrder(customer, place) {
  const cart = await customer.get('/api/v1/cart');
  for (const line of cart.lines) await customer.send('DELETE', `/api/v1/cart/items/${line.lineId}`);

  const menu = await customer.get(`/api/v1/restaurants/${place.id}/menu`);
  const dishes = menu.categories.flatMap(category => category.items).filter(item => item.available);
  const withOptions = dishes.find(item => item.optionGroups.some(group => group.min > 0)) ?? dishes[0];
  for (const item of new Set([withOptions, dishes.find(dish => dish !== withOptions) ?? withOptions])) {
    await customer.send('POST', '/api/v1/cart/items',
      { restaurantId: place.id, itemId: item.id, quantity: item === withOptions ? 2 : 1, optionIds: requiredOptions(item) });
    say('customer', `puts ${item === withOptions ? 2 : 1} × ${item.name} into the cart`);
  }

  const quote = await customer.send('POST', '/api/v1/cart/quote', {
    dropoff: { lat: place.location.lat + 0.006, lng: place.location.lng + 0.004, address: 'Lindenweg 7, 2nd floor', notes: 'The bell is broken, please knock.' },
    fulfilment: 'delivery',
    tip: { amount: 200, currency: menu.currency },
  });
  say('customer', `is quoted ${money(quote.total)}, delivery and tip included`);

  const order = await customer.send('POST', '/api/v1/orders', { quoteId: quote.quoteId, paymentMethod: 'tok_ok' }, { 'idempotency-key': randomUUID() });
  say('customer', `orders at ${place.name}: order ${order.code}`);
  return order;
}

function requiredOptions(item) {
  return item.optionGroups.flatMap(group => group.options.filter(option => option.available).slice(0, group.min).map(option => option.id));
}

// Looks, does what is due, and looks again as soon as the stream says that something changed.
async function carry(orderId, seconds, customer, restaurant, courier) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const order = await customer.get(`/api/v1/orders/${orderId}`);
    if (ended.includes(order.status)) {
      if (!['delivered', 'collected'].includes(order.status)) throw new Error(`order ${order.code} ended as ${order.status}`);
      await until(`the stream shows ${order.status}`, 15, () => streamed.includes(`order.status ${orderId} ${order.status}`) || pause(50));
      return;
    }
    const acted = (await kitchenStep(restaurant, order)) || (await courier.step(order));
    if (Date.now() > deadline) throw new Error(`order ${order.code} is still ${order.status} after ${seconds} s`);
    if (!acted) await Promise.race([pause(250), new Promise(resolve => { wake = resolve; })]);
  }
}

async function kitchenStep(restaurant, order) {
  const act = async (action, text, body) => {
    say('restaurant', text);
    await restaurant.command(`/api/v1/orders/${order.id}/${action}`, body);
    return true;
  };
  switch (order.status) {
    case 'awaitingAcceptance': return act('accept', 'accepts, ready in a minute', { prepMinutes: 1 });
    case 'accepted': return act('start', 'starts cooking');
    case 'preparing': return act('ready', 'has it ready and packed');
    // What the customer fetches no courier comes for; its code is on the customer's page.
    case 'ready': return order.fulfilment === 'pickup' && act('collect', `hands it to the customer, code ${order.pickupCode}`, { code: order.pickupCode });
    default: return false;
  }
}

class Courier {
  constructor(driver, start) {
    this.driver = driver;
    this.at = start;
  }

  async goOnline() {
    await this.driver.send('PUT', '/api/v1/drivers/me/status', { status: 'online' });
    await this.move(this.at);
    say('driver', 'is online near the restaurant');
  }

  goOffline() {
    return this.driver.send('PUT', '/api/v1/drivers/me/status', { status: 'offline' });
  }

  async move({ lat, lng }) {
    this.at = { lat, lng };
    await this.driver.send('POST', '/api/v1/drivers/me/positions', { points: [{ lat, lng, at: new Date().toISOString() }] });
  }

  async ride(to) {
    const from = this.at;
    for (const part of [0.25, 0.5, 0.75, 1]) {
      await pause(600);
      await this.move({ lat: between(from.lat, to.lat, part), lng: between(from.lng, to.lng, part) });
    }
  }

  async step(order) {
    const { items: offers } = await this.driver.get('/api/v1/drivers/me/offers');
    const offer = offers.find(candidate => candidate.orderId === order.id);
    if (offer) {
      say('driver', 'accepts the offer');
      return this.driver.command(`/api/v1/offers/${offer.id}/accept`);
    }
    if (offers.length > 0) {
      say('driver', 'declines an offer for another order');
      return this.driver.command(`/api/v1/offers/${offers[0].id}/decline`);
    }
    const { items: deliveries } = await this.driver.get(`/api/v1/deliveries?orderId=${order.id}`);
    const delivery = deliveries[0];
    if (!delivery) return false;
    const act = (action, text, body) => {
      say('driver', text);
      return this.driver.command(`/api/v1/deliveries/${delivery.id}/${action}`, body);
    };
    switch (delivery.status) {
      case 'assigned': return act('arrive-pickup', 'arrives at the restaurant');
      case 'atPickup': return order.status === 'ready' && act('pick-up', 'takes the bag');
      case 'pickedUp':
        await this.ride(delivery.dropoff ?? order.dropoff);
        return act('arrive-dropoff', 'is at the door');
      case 'atDropoff': return act('deliver', `hands over, PIN ${order.deliveryPin}`, { proof: { type: 'pin', value: order.deliveryPin } });
      default: return false;
    }
  }
}

async function provePayment(customer, order) {
  const payment = await until('the money is captured', 20, async () => {
    const { items } = await customer.get(`/api/v1/payments?orderId=${order.id}`);
    return items.find(candidate => candidate.status === 'captured') ?? pause(200);
  });
  say('payment', `${payment.status}, ${money(order.total)}`);
}

function show({ event = 'message', data }) {
  const content = JSON.parse(data);
  if (event === 'hello') return say('stream', 'open');
  if (event.endsWith('.status')) streamed.push(`${event} ${content.orderId} ${content.status}`);
  const text = event === 'delivery.position' ? `${content.position?.lat ?? content.lat}, ${content.position?.lng ?? content.lng}`
    : content.status ?? content.title ?? '';
  say('stream', `│ ${event.padEnd(17)} ${text}`);
  wake();
}

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds, false));
const between = (from, to, part) => Number((from + (to - from) * part).toFixed(6));
const money = ({ amount, currency }) => `${(amount / 100).toFixed(2)} ${currency}`;

try {
  await main();
} catch (error) {
  console.error(`\n  ${error.message}${error.cause ? ` (${error.cause.message})` : ''}`);
  process.exit(1);
}
