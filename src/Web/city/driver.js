// A simulated driver: waits, takes most offers, rides along the map, asks for the PIN at the door.
import { metersBetween } from '../shared/format.js';
import { center } from '../shared/map/city.js';
import { between } from './people.js';

const speed = 24; // meters a second: a city in motion is a fast one

export class SimulatedDriver {
  /** @param {import('../shared/client.js').Client} client @param {(orderId: string) => Promise<string|undefined>} pinOf */
  constructor(client, pinOf) {
    this.client = client;
    this.pinOf = pinOf;
    this.at = { lat: center.lat + between(-0.012, 0.012), lng: center.lng + between(-0.018, 0.018) };
    this.moved = 0;
  }

  async turn() {
    const me = await this.client.get('/api/v1/drivers/me');
    if (me.status !== 'online') await this.client.put('/api/v1/drivers/me/status', { status: 'online' });
    if (me.activeDeliveryId) return this.carry(await this.client.get(`/api/v1/deliveries/${me.activeDeliveryId}`));
    if (Date.now() - this.moved > 15_000) await this.move(this.at);
    const { items: [offer] } = await this.client.get('/api/v1/drivers/me/offers');
    if (offer) await this.answer(offer);
  }

  /** @param {any} offer */
  async answer(offer) {
    // Of an order whose PIN nobody here can say, another driver may do better.
    const take = Math.random() > 0.08 && await this.pinOf(offer.orderId);
    await this.client.post(`/api/v1/offers/${offer.id}/${take ? 'accept' : 'decline'}`);
  }

  /** @param {any} delivery */
  async carry(delivery) {
    const act = (/** @type {string} */ command, /** @type {unknown} */ body = undefined) => this.client.post(`/api/v1/deliveries/${delivery.id}/${command}`, body);
    if (delivery.status === 'assigned' && await this.ride(delivery.pickup)) await act('arrive-pickup');
    // A delivery does not say whether the bag is packed; whoever asks too early is told so, and asks again.
    if (delivery.status === 'atPickup' && Math.random() < 0.1) await act('pick-up');
    if (delivery.status === 'pickedUp' && delivery.dropoff && await this.ride(delivery.dropoff)) await act('arrive-dropoff');
    if (delivery.status === 'atDropoff') {
      const pin = await this.pinOf(delivery.orderId);
      if (pin) await act('deliver', { proof: { type: 'pin', value: pin } });
    }
    if (delivery.status === 'returning' && await this.ride(delivery.pickup)) await act('returned');
  }

  /** One stretch towards a place; true when it is reached. @param {{ lat: number, lng: number }} to */
  async ride(to) {
    const left = metersBetween(this.at, to);
    const seconds = this.moved ? Math.min((Date.now() - this.moved) / 1000, 5) : 2;
    const part = left < 15 ? 1 : Math.min(1, (speed * seconds) / left);
    await this.move({ lat: this.at.lat + (to.lat - this.at.lat) * part, lng: this.at.lng + (to.lng - this.at.lng) * part });
    return part === 1;
  }

  /** @param {{ lat: number, lng: number }} point */
  async move({ lat, lng }) {
    this.at = { lat: Number(lat.toFixed(6)), lng: Number(lng.toFixed(6)) };
    this.moved = Date.now();
    await this.client.post('/api/v1/drivers/me/positions', { points: [{ ...this.at, at: new Date().toISOString() }] });
  }

  leave() {
    return this.client.put('/api/v1/drivers/me/status', { status: 'offline' }).catch(() => {});
  }
}
