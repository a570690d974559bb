// Who lives in the simulated city: logins of the demo data, and small helpers that all of them use.
import { Client } from '../shared/client.js';

const password = 'Demo-Passw0rd!';
const numbered = (/** @type {string} */ prefix, /** @type {number} */ count, /** @type {number} */ width) =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i + 1).padStart(width, '0')}@demo.test`);

// The four demo people take part, so that each of the four screens moves; whoever plays one of them is simply quicker.
export const emails = {
  customers: ['customer@demo.test', ...numbered('customer', 7, 3)],
  kitchens: numbered('restaurant', 4, 2),
  drivers: ['driver@demo.test', ...numbered('driver', 5, 2)],
};

export const pause = (/** @type {number} */ milliseconds) => new Promise(resolve => setTimeout(resolve, milliseconds));
export const between = (/** @type {number} */ low, /** @type {number} */ high) => low + Math.random() * (high - low);
export const pick = (/** @type {any[]} */ list) => list[Math.floor(Math.random() * list.length)];

/** @param {string} base @param {string} email @param {AbortSignal} signal */
export async function enter(base, email, signal) {
  const client = new Client(base);
  // The gateway lets few in at once; the others wait at the door.
  for (let wait = 1000; !signal.aborted; wait = Math.min(wait * 2, 8000)) {
    try {
      await client.login(email, password);
      return client;
    } catch (problem) {
      if (/** @type {any} */ (problem).status !== 429) throw problem;
      await pause(wait);
    }
  }
  return client;
}

/** Does something again and again until the city stops; what goes wrong once is no reason to leave. @param {AbortSignal} signal */
export async function live(signal, /** @type {number} */ every, /** @type {() => Promise<void>} */ turn) {
  while (!signal.aborted) {
    await turn().catch(() => {});
    await pause(every * between(0.7, 1.3));
  }
}
