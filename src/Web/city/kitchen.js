// A simulated kitchen: takes its time, now and then has too much to do.
import { between } from './people.js';

export class SimulatedKitchen {
  /** @param {import('../shared/client.js').Client} client @param {string} restaurantId */
  constructor(client, restaurantId) {
    this.client = client;
    this.restaurantId = restaurantId;
    /** When each order is due for its next step. @type {Map<string, number>} */
    this.due = new Map();
  }

  async turn() {
    const { items } = await this.client.get(`/api/v1/orders?restaurantId=${this.restaurantId}&status=awaitingAcceptance,accepted,preparing&limit=50`);
    for (const order of items) {
      const step = `${order.id} ${order.status}`;
      if (!this.due.has(step)) this.due.set(step, Date.now() + between(...this.patience(order.status)));
      if (Date.now() < Number(this.due.get(step))) continue;
      await this.act(order).catch(() => {});
      this.due.delete(step);
    }
  }

  /** @param {string} status @returns {[number, number]} */
  patience(status) {
    return status === 'awaitingAcceptance' ? [4000, 12_000] : status === 'accepted' ? [2000, 5000] : [12_000, 30_000];
  }

  /** @param {any} order */
  act(order) {
    const path = `/api/v1/orders/${order.id}`;
    if (order.status === 'accepted') return this.client.post(`${path}/start`);
    if (order.status === 'preparing') return this.client.post(`${path}/ready`);
    if (Math.random() < 0.04) return this.client.post(`${path}/reject`, { code: 'tooBusy' });
    return this.client.post(`${path}/accept`, { prepMinutes: Math.round(between(2, 7)) });
  }
}
