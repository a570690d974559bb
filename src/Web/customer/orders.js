// Orders under way, and earlier ones.
import { html } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { day, money } from '../shared/format.js';
import { client } from '../shared/session.js';
import { ended, named } from '../shared/statuses.js';
import { Empty, Loaded, Status } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ orders: any[] }} props */
const List = ({ orders }) => html`<ul class="grid">${orders.map(order => html`<li key=${order.id}>
  <a class="card restaurant" href=${`#/orders/${order.id}`}>
    <span class="row apart"><h3>${order.restaurantName}</h3><${Status} status=${order.status} text=${named(order.status)} /></span>
    <span>${order.lines.map((/** @type {any} */ line) => `${line.quantity} × ${line.name}`).join(', ')}</span>
    <span class="row apart soft"><span>${day(order.placedAt)}</span><span class="number">${money(order.total)}</span></span>
  </a></li>`)}</ul>`;

export function Orders() {
  const orders = useFresh(() => client.get('/api/v1/orders?limit=50'), [], { when: event => event.type === 'order.status' });
  return html`<h1>${t('orders')}</h1><${Loaded} of=${orders}>${(/** @type {any} */ { items }) => {
    const now = items.filter((/** @type {any} */ order) => !ended.includes(order.status));
    const past = items.filter((/** @type {any} */ order) => ended.includes(order.status));
    return html`<div class="stack">${items.length === 0 && html`<${Empty}>${t('noOrders')}<//>`}
      ${now.length > 0 && html`<h2>${t('current')}</h2><${List} orders=${now} />`}
      ${past.length > 0 && html`<h2>${t('pastOrders')}</h2><${List} orders=${past} />`}</div>`;
  }}<//>`;
}
