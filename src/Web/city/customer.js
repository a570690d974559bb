// A simulated customer: orders something at an open restaurant nearby, now and then thinks better of it, says the PIN at the door, and now and
// then how it was.
import { newKey } from '../shared/client.js';
import { ended } from '../shared/statuses.js';
import { pause, pick } from './people.js';

export class SimulatedCustomer {
  /** @param {import('../shared/client.js').Client} client @param {Set<string>} kitchens restaurants with somebody in them */
  constructor(client, kitchens) {
    this.client = client;
    this.kitchens = kitchens;
    /** @type {any} */
    this.order = undefined;
  }

  get free() { return !this.order; }

  /** What was under way when an earlier city stopped goes on. */
  async remember() {
    const { items } = await this.client.get('/api/v1/orders?limit=10');
    this.order = items.find((/** @type {any} */ order) => !ended.includes(order.status));
    return this;
  }

  async place() {
    const { client } = this;
    this.order = {};
    try {
      const { items: [home] } = await client.get('/api/v1/users/me/addresses');
      const { items } = await client.get(`/api/v1/restaurants?limit=50&near=${home.lat},${home.lng}`);
      const near = items.filter((/** @type {any} */ one) => this.kitchens.has(one.id) && one.isOpen && one.distanceMeters <= one.deliveryRadiusMeters);
      if (near.length === 0) { this.order = undefined; return false; }
      await this.fill(pick(near));
      const quote = await client.post('/api/v1/cart/quote', { addressId: home.id, fulfilment: 'delivery', tip: { amount: pick([0, 100, 200]), currency: 'EUR' } });
      const card = Math.random() < 0.05 ? 'tok_decline_funds' : 'tok_ok';
      this.order = await client.post('/api/v1/orders', { quoteId: quote.quoteId, paymentMethod: card }, { key: newKey() });
      if (Math.random() < 0.05) this.changeMind(this.order.id);
      return true;
    } catch (problem) {
      this.order = undefined;
      throw problem;
    }
  }

  /** @param {any} restaurant */
  async fill(restaurant) {
    await this.client.delete('/api/v1/cart');
    const menu = await this.client.get(`/api/v1/restaurants/${restaurant.id}/menu`);
    const dishes = menu.categories.flatMap((/** @type {any} */ category) => category.items).filter((/** @type {any} */ item) => item.available);
    for (let worth = 0, tries = 0; worth < restaurant.minimumOrder.amount && tries < 8; tries++) {
      const item = pick(dishes);
      const optionIds = item.optionGroups.flatMap((/** @type {any} */ group) =>
        group.options.filter((/** @type {any} */ option) => option.available).slice(0, group.min).map((/** @type {any} */ option) => option.id));
      const cart = await this.client.post('/api/v1/cart/items', { restaurantId: restaurant.id, itemId: item.id, quantity: pick([1, 1, 2]), optionIds });
      worth = cart.subtotal.amount;
    }
  }

  /** @param {string} id */
  async changeMind(id) {
    await pause(1500);
    await this.client.post(`/api/v1/orders/${id}/cancel`, { reason: 'changedMind' }).catch(() => {});
  }

  /** Whether the order that was under way is over. */
  async look() {
    if (!this.order?.id) return false;
    const order = await this.client.get(`/api/v1/orders/${this.order.id}`);
    if (!ended.includes(order.status)) return false;
    this.order = undefined;
    if (order.allowedActions.includes('rate') && Math.random() < 0.4) await this.rate(order.id);
    return true;
  }

  /** @param {string} id */
  async rate(id) {
    await this.client.put(`/api/v1/orders/${id}/rating`, { food: pick([3, 4, 4, 5, 5, 5]), delivery: pick([3, 4, 5, 5, 5]) });
  }

  /** @param {string} orderId @returns {Promise<string|undefined>} */
  async pinOf(orderId) {
    if (this.order?.id === orderId && this.order.deliveryPin) return this.order.deliveryPin;
    return this.client.get(`/api/v1/orders/${orderId}`).then(order => order.deliveryPin, () => undefined);
  }
}
