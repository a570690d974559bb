// One order live: its steps, the courier on the map, PIN or code, cancelling, the receipt.
import { html, useState } from '../shared/html.js';
import { useCommand, useEvents, useFresh } from '../shared/hooks.js';
import { clock, money } from '../shared/format.js';
import { CityMap } from '../shared/map/map.js';
import { client } from '../shared/session.js';
import { ended, named } from '../shared/statuses.js';
import { Button, Loaded, Status, Sums } from '../shared/ui/parts.js';
import { Again } from './again.js';
import { Cancel } from './cancel.js';
import { priceRows } from './checkout.js';
import { Promised } from './promise.js';
import { Rating } from './rating.js';
import { Messages } from '../shared/ui/messages.js';
import { stepsOf } from './steps.js';
import { t } from './words.js';

/** @param {string} id */
async function read(id) {
  const [order, timeline, deliveries, promise] = await Promise.all([
    client.get(`/api/v1/orders/${id}`), client.get(`/api/v1/orders/${id}/timeline`), client.get(`/api/v1/deliveries?orderId=${id}`), client.get(`/api/v1/orders/${id}/promise`),
  ]);
  return { order, timeline: timeline.items, delivery: deliveries.items[0], promise };
}

/** @param {{ order: any, timeline: any[], delivery: any }} props */
function Steps({ order, timeline, delivery }) {
  return html`<ol class="steps" aria-label=${t('steps')}>${stepsOf(order, timeline).map(step => html`
    <li key=${step.name} class=${step.state} aria-current=${step.state === 'now' ? 'step' : undefined}>
      <span>${named(step.name)}${step.state === 'now' && order.status === 'awaitingAcceptance' && step.name === 'placed' ? `, ${named('awaitingAcceptance')}` : ''}
        ${step.state === 'now' && delivery && !ended.includes(order.status) && html`<small> ${named(delivery.status)}</small>`}</span>
      <span class="number soft">${step.at ? clock(step.at) : ''}</span></li>`)}</ol>`;
}

/** @param {{ order: any, delivery: any, position: any }} props */
function OnMap({ order, delivery, position }) {
  const courier = position ?? delivery?.position;
  const places = [
    delivery?.pickup && { id: 'kitchen', lat: delivery.pickup.lat, lng: delivery.pickup.lng, kind: 'restaurant', name: order.restaurantName },
    order.dropoff && { id: 'door', lat: order.dropoff.lat, lng: order.dropoff.lng, kind: 'door', name: order.dropoff.address },
    courier && !ended.includes(order.status) && { id: 'courier', lat: courier.lat, lng: courier.lng, kind: 'courier', name: delivery?.driver?.firstName ?? 'courier' },
  ].filter(Boolean);
  return html`<${CityMap} places=${places} />`;
}

/** @param {{ id: string }} props */
export function Order({ id }) {
  const mine = (/** @type {any} */ event) => event.data.orderId === id && /^(order\.status|delivery\.status|notification)$/.test(event.type);
  const page = useFresh(() => read(id), [id], { when: mine });
  const [position, setPosition] = useState(/** @type {any} */ (null));
  const [asking, setAsking] = useState(false);
  useEvents(event => {
    if (event.data.orderId !== id) return;
    if (event.type === 'delivery.position') setPosition(event.data);
    // Shown at once; what belongs to it is read by the line above.
    if (event.type === 'order.status') page.change(data => ({ ...data, order: { ...data.order, status: event.data.status } }));
  });
  const [redeliver, busy] = useCommand(async deliveryId => {
    await client.post(`/api/v1/deliveries/${deliveryId}/redeliver`);
    await page.reload();
  });
  return html`<${Loaded} of=${page}>${(/** @type {any} */ { order, timeline, delivery, promise }) => html`
    <p><a href="#/orders">← ${t('orders')}</a></p>
    <div class="row apart"><h1>${t('at', { code: order.code, restaurant: order.restaurantName })}</h1>
      <span aria-live="polite" data-status=${order.status}><${Status} status=${order.status} text=${named(order.status)} /></span></div>
    ${order.status === 'paymentFailed' && html`<p class="note bad">${t('declined')} <a href="#/basket">${t('basket')}</a></p>`}
    ${order.ending && order.status !== 'paymentFailed' && html`<p class="note bad">${t('cancelledBy', { who: named(order.ending.by), why: named(order.ending.reason) })}
      ${order.ending.cause ? named(order.ending.cause) : ''}</p>`}
    <div class="columns">
      <section class="stack">
        ${order.fulfilment === 'delivery' && html`<${OnMap} order=${order} delivery=${delivery} position=${position} />`}
        <div class="card stack">
          <${Promised} promise=${promise} fetched=${order.fulfilment === 'pickup'} over=${ended.includes(order.status)} arrives=${order.status === 'inDelivery' ? delivery?.eta?.dropoff : undefined} />
          ${delivery?.driver && html`<p>${t('courierIs', { name: delivery.driver.firstName, vehicle: named(delivery.driver.vehicle) })}</p>`}
          <${Steps} order=${order} timeline=${timeline} delivery=${delivery} />
          ${delivery?.allowedActions.includes('redeliver') && html`<${Button} busy=${busy} onClick=${() => redeliver(delivery.id)}>${t('redeliver')}<//>`}
          ${ended.includes(order.status) && html`<${Again} order=${order} />`}
          ${order.allowedActions.includes('cancel') && html`<${Button} kind="bad" onClick=${() => setAsking(true)}>${t('cancel')}<//>`}
        </div>
      </section>
      <aside class="side stack">
        ${order.allowedActions.includes('rate') && html`<${Rating} order=${order} onDone=${page.reload} />`}
        ${order.deliveryPin && !ended.includes(order.status) && html`<section class="card"><h2>${t('pin')}</h2><p class="code" data-pin=${order.deliveryPin}>${order.deliveryPin}</p><p class="soft">${t('pinHint')}</p></section>`}
        ${order.pickupCode && !ended.includes(order.status) && html`<section class="card"><h2>${t('pickupCode')}</h2><p class="code">${order.pickupCode}</p></section>`}
        <${Messages} orderId=${id} open=${!ended.includes(order.status)} />
        <section class="card"><h2>${t('receipt')}</h2>
          <ul class="lines">${order.lines.map((/** @type {any} */ line) => html`<li key=${line.itemId}><span class="count">${line.quantity} ×</span><span>${line.name}</span>
            <span class="number">${money(line.lineTotal)}</span><small>${[...line.options, line.note].filter(Boolean).join(', ')}</small></li>`)}</ul>
          <${Sums} rows=${priceRows(order)} /><p class="soft">${t('paid', { how: named(order.payment.status) })}</p></section>
      </aside>
    </div>
    ${asking && html`<${Cancel} order=${order} onClose=${() => setAsking(false)} onDone=${page.reload} />`}`}<//>`;
}
