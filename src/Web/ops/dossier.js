// All of one order: states, people, money, what happened, and what can safely be done.
import { html } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { day, money } from '../shared/format.js';
import { CityMap } from '../shared/map/map.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Loaded, Status, Sums } from '../shared/ui/parts.js';
import { Actions } from './actions.js';
import { t } from './words.js';

/** @param {string} id */
async function read(id) {
  const [order, timeline, deliveries, payments, ledger] = await Promise.all([
    client.get(`/api/v1/orders/${id}`), client.get(`/api/v1/orders/${id}/timeline`), client.get(`/api/v1/deliveries?orderId=${id}`),
    client.get(`/api/v1/payments?orderId=${id}`), client.get(`/api/v1/ops/payment/ledger?orderId=${id}`),
  ]);
  return { order, timeline: timeline.items, delivery: deliveries.items[0], payment: payments.items[0], ledger: ledger.items };
}

/** @param {{ order: any, delivery: any }} props */
function Places({ order, delivery }) {
  const places = [
    delivery?.pickup && { id: 'kitchen', lat: delivery.pickup.lat, lng: delivery.pickup.lng, kind: 'restaurant', name: delivery.pickup.name },
    order.dropoff && { id: 'door', lat: order.dropoff.lat, lng: order.dropoff.lng, kind: 'door', name: order.dropoff.address },
    delivery?.position && { id: 'courier', lat: delivery.position.lat, lng: delivery.position.lng, kind: 'driver', name: delivery.driver?.firstName ?? t('driver') },
  ].filter(Boolean);
  return places.length ? html`<${CityMap} places=${places} />` : null;
}

/** @param {{ id: string }} props */
export function Dossier({ id }) {
  const page = useFresh(() => read(id), [id], { when: event => event.data.orderId === id, every: 15_000 });
  return html`<${Loaded} of=${page}>${(/** @type {any} */ { order, timeline, delivery, payment, ledger }) => html`
    <p><a href="#/orders">← ${t('orders')}</a></p>
    <div class="row apart"><h1>${order.code} · ${order.restaurantName}</h1><${Status} status=${order.status} text=${named(order.status)} /></div>
    <div class="columns"><section class="stack">
      <${Places} order=${order} delivery=${delivery} />
      <${Actions} order=${order} delivery=${delivery} payment=${payment} onDone=${page.reload} />
      <section class="card"><h2>${t('timeline')}</h2><ol class="lines">${timeline.map((/** @type {any} */ entry, /** @type {number} */ i) => html`<li key=${i}>
        <span class="number soft">${day(entry.at)}</span><span>${entry.type}</span><span class="soft">${named(entry.actor)}</span>${entry.detail && html`<small>${entry.detail}</small>`}</li>`)}</ol></section>
    </section><aside class="side stack">
      <section class="card"><h2>${t('delivery')}</h2><${Sums} rows=${[
    [t('status'), delivery ? named(delivery.status) : '–'], [t('driver'), delivery?.driver ? `${delivery.driver.firstName}, ${named(delivery.driver.vehicle)}` : '–'],
    order.dropoff && [t('customer'), order.dropoff.address], order.ending && [t('ending'), `${named(order.ending.by)}: ${named(order.ending.reason)}`]]} /></section>
      <section class="card"><h2>${t('money')}</h2><${Sums} rows=${[[t('total'), money(order.total), 'total'], payment && [named(payment.status), money(payment.captured)], payment && [t('refunded'), money(payment.refunded)]]} />
        <h3>${t('ledger')}</h3><${Sums} rows=${ledger.map((/** @type {any} */ entry) => [`${entry.kind} · ${entry.account}`, money(entry.amount)])} /></section>
      <section class="card"><ul class="lines">${order.lines.map((/** @type {any} */ line, /** @type {number} */ i) => html`<li key=${i}><span class="count">${line.quantity} ×</span><span>${line.name}</span><span class="number">${money(line.lineTotal)}</span></li>`)}</ul></section>
    </aside></div>`}<//>`;
}
