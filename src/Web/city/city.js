// The city in motion: simulated people at a set pace, through the public API only. Stops by itself. Runs in a page and in Node.
import { SimulatedCustomer } from './customer.js';
import { SimulatedDriver } from './driver.js';
import { SimulatedKitchen } from './kitchen.js';
import { emails, enter, live, pick } from './people.js';

const most = { perMinute: 60, minutes: 60 };

/**
 * @param {{ base?: string, perMinute?: number, minutes?: number, signal?: AbortSignal, report?: (state: { people: number, placed: number, ended: number }) => void }} options
 */
export async function runCity({ base = '', perMinute = 6, minutes = 10, signal, report = () => {} }) {
  const stop = new AbortController();
  signal?.addEventListener('abort', () => stop.abort());
  const timer = setTimeout(() => stop.abort(), Math.min(minutes, most.minutes) * 60_000);
  const state = { people: 0, placed: 0, ended: 0 };
  /** @type {SimulatedCustomer[]} */
  const customers = [];
  /** @type {SimulatedDriver[]} */
  const drivers = [];
  /** @type {Set<string>} */
  const kitchens = new Set();
  /** @type {import('../shared/client.js').Client[]} */
  const clients = [];

  const pinOf = async (/** @type {string} */ orderId) => {
    const known = customers.find(one => one.order?.id === orderId) ?? customers[0]; // the demo customer may be a person in another tab
    return known?.pinOf(orderId);
  };
  const arrive = async (/** @type {string} */ email) => {
    const client = await enter(base, email, stop.signal);
    clients.push(client);
    state.people++;
    report(state);
    return client;
  };
  const lives = [];
  try {
    for (const email of emails.kitchens) {
      const client = await arrive(email);
      const { restaurantIds: [id] } = await client.get('/api/v1/users/me');
      const kitchen = new SimulatedKitchen(client, id);
      kitchens.add(id);
      lives.push(live(stop.signal, 2000, () => kitchen.turn()));
    }
    for (const email of emails.customers) customers.push(new SimulatedCustomer(await arrive(email), kitchens));
    for (const email of emails.drivers) {
      const driver = new SimulatedDriver(await arrive(email), pinOf);
      drivers.push(driver);
      lives.push(live(stop.signal, 1500, () => driver.turn()));
    }
    lives.push(live(stop.signal, 60_000 / Math.min(perMinute, most.perMinute), async () => {
      const customer = pick(customers.filter(one => one.free));
      if (customer && await customer.place()) report({ ...state, placed: ++state.placed });
    }));
    lives.push(live(stop.signal, 3000, async () => {
      for (const customer of customers) if (await customer.look().catch(() => false)) report({ ...state, ended: ++state.ended });
    }));
    await Promise.all(lives);
  } finally {
    clearTimeout(timer);
    stop.abort();
    await Promise.all(drivers.map(driver => driver.leave()));
    await Promise.all(clients.map(client => client.logout()));
  }
  return state;
}
