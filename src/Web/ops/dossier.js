// All of one order: states, people, money, what was told, what happened, and what can safely be done.
import { html } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { between, clock, day, money } from '../shared/format.js';
import { CityMap } from '../shared/map/map.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Empty, Loaded, Status, Sums } from '../shared/ui/parts.js';
import { Actions } from './actions.js';
import { t } from './words.js';

/** @param {string} id */
async function read(id) {
  const [dossier, deliveries, ledger, told] = await Promise.all([
    client.get(`/api/v1/ops/order/orders/${id}`), client.get(`/api/v1/deliveries?orderId=${id}`),
    client.get(`/api/v1/ops/payment/ledger?orderId=${id}`), client.get(`/api/v1/ops/notification/deliveries?orderId=${id}&limit=50`),
  ]);
  return { ...dossier, place: deliveries.items[0], ledger: ledger.items, told: told.items };
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

/** @param {{ timeline: any[] }} props */
const Story = ({ timeline }) => html`<section class="card"><h2>${t('timeline')}</h2><ol class="lines story">${timeline.map((entry, i) => html`<li key=${i}>
  <span class="number soft">${day(entry.at)}</span><span>${entry.type}</span><span class="soft" title=${entry.actorId ?? ''}>${named(entry.actor)}${entry.actorId ? ` …${entry.actorId.slice(-6)}` : ''}</span>
  ${entry.detail && html`<small>${entry.detail}</small>`}</li>`)}</ol></section>`;

/** @param {{ page: any }} props */
function Money({ page: { order, paymentPart, payment, ledger } }) {
  return html`<section class="card"><h2>${t('money')}</h2>
    ${paymentPart === 'away' && html`<p class="note bad">${t('away')}</p>`}
    <${Sums} rows=${[[t('total'), money(order.total), 'total'], ...(payment ? [[t('status'), named(payment.status)], [t('held'), money(payment.held)], [t('captured'), money(payment.captured)], [t('refunded'), money(payment.refunded)]] : [])]} />
    ${payment?.operations.length > 0 && html`<ul class="lines">${payment.operations.map((/** @type {any} */ one) => html`<li key=${one.id}><span class="soft number">${clock(one.createdAt)}</span>
      <span>${t(one.kind)} · ${one.status === 'done' ? '✓' : t(one.status)}</span><span class="number">${money(one.amount)}</span>${(one.failureCode || one.reason) && html`<small>${[one.failureCode, one.reason].filter(Boolean).join(' · ')}</small>`}</li>`)}</ul>`}
    ${ledger.length > 0 && html`<details><summary>${t('ledger')}</summary><${Sums} rows=${ledger.map((/** @type {any} */ entry) => [`${entry.kind} · ${entry.account}`, money(entry.amount)])} /></details>`}</section>`;
}

/** @param {{ told: any[] }} props */
const Told = ({ told }) => html`<section class="card"><h2>${t('told')}</h2>${told.length === 0 ? html`<${Empty}>${t('none')}<//>` : html`<ul class="lines">${told.map(one => html`<li key=${one.id}>
  <span class="soft number">${clock(one.createdAt)}</span><span>${one.template}</span><span>${t(one.channel)}: ${t(one.state)}</span>${one.reason && html`<small>${one.reason}</small>`}</li>`)}</ul>`}</section>`;

/** @param {{ id: string }} props */
export function Dossier({ id }) {
  const page = useFresh(() => read(id), [id], { when: event => event.data.orderId === id, every: 15_000 });
  return html`<${Loaded} of=${page}>${(/** @type {any} */ all) => {
    const { order, delivery, deliveryPart, place } = all;
    return html`<p><a href="#/orders">← ${t('orders')}</a></p>
      <div class="row apart"><h1>${order.code} · ${order.restaurantName}</h1><${Status} status=${order.status} text=${named(order.status)} /></div>
      <div class="columns"><section class="stack"><${Places} order=${order} delivery=${place} />
        <${Actions} order=${order} delivery=${place} payment=${all.payment} onDone=${page.reload} /><${Story} timeline=${all.timeline} /></section>
      <aside class="side stack">
        <section class="card"><h2>${t('delivery')}</h2>${deliveryPart === 'away' && html`<p class="note bad">${t('away')}</p>`}<${Sums} rows=${[
    [t('promise'), between(order.promise)], [t('status'), delivery ? named(delivery.status) : '–'], [t('driver'), delivery?.driverName ?? '–'],
    delivery?.dropoffEta && [t('expected'), clock(delivery.dropoffEta)], delivery?.failReason && [t('failReason'), named(delivery.failReason)],
    order.dropoff && [t('customer'), order.dropoff.address], order.ending && [t('ending'), `${named(order.ending.by)}: ${named(order.ending.reason)}`]].filter(Boolean)} /></section>
        <${Money} page=${all} />
        <section class="card"><ul class="lines">${order.lines.map((/** @type {any} */ line, /** @type {number} */ i) => html`<li key=${i}><span class="count">${line.quantity} ×</span><span>${line.name}</span><span class="number">${money(line.lineTotal)}</span>
          <small>${[...line.options, line.note].filter(Boolean).join(', ')}</small></li>`)}</ul></section>
        <${Told} told=${all.told} /></aside></div>`;
  }}<//>`;
}
