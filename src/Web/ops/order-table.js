// Orders as rows.
import { html } from '../shared/html.js';
import { day, money } from '../shared/format.js';
import { named } from '../shared/statuses.js';
import { Empty, Status } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ orders: any[] }} props */
export const OrderTable = ({ orders }) => (orders.length === 0 ? html`<${Empty}>${t('none')}<//>` : html`<div class="scroll" tabindex="0" role="region" aria-label=${t('orders')}><table>
  <thead><tr><th>${t('code')}</th><th>${t('restaurant')}</th><th>${t('status')}</th><th>${t('placed')}</th><th class="number">${t('total')}</th></tr></thead>
  <tbody>${orders.map(one => html`<tr key=${one.id}><td><a href=${`#/orders/${one.id}`}>${one.code}</a></td><td>${one.restaurantName}</td>
    <td><${Status} status=${one.status} text=${named(one.status)} /> ${one.delivery || one.deliveryStatus ? html`<small>${named(one.deliveryStatus ?? one.delivery.status)}</small>` : ''}</td><td>${day(one.placedAt)}</td><td class="number">${money(one.total)}</td></tr>`)}</tbody>
</table></div>`);
