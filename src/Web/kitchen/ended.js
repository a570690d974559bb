// What is over: how each order ended.
import { html } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { day, money } from '../shared/format.js';
import { client } from '../shared/session.js';
import { ended, named } from '../shared/statuses.js';
import { Empty, Loaded, Status } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ id: string }} props */
export function Ended({ id }) {
  const orders = useFresh(() => client.get(`/api/v1/orders?restaurantId=${id}&status=inDelivery,${ended.filter(one => one !== 'paymentFailed').join()}&limit=50`), [id],
    { when: event => event.type === 'order.status' });
  return html`<${Loaded} of=${orders}>${(/** @type {any} */ { items }) => (items.length === 0 ? html`<${Empty}>${t('none')}<//>` : html`<ul class="grid">${items.map((/** @type {any} */ order) => html`
    <li key=${order.id} class="card"><div class="row apart"><strong class="ticket-code">${order.code}</strong><${Status} status=${order.status} text=${named(order.status)} /></div>
      <p>${order.lines.map((/** @type {any} */ line) => `${line.quantity} × ${line.name}`).join(', ')}</p>
      <div class="row apart soft"><span>${day(order.placedAt)}</span><span class="number">${money(order.total)}</span></div>
      ${order.rating && html`<p><span role="img" aria-label=${t('ratedWith', { number: order.rating.food })}>${'★'.repeat(order.rating.food)}${'☆'.repeat(5 - order.rating.food)}</span> ${order.rating.comment ?? ''}</p>`}</li>`)}</ul>`)}<//>`;
}
