// What has not ended for a long time, oldest first.
import { html, useState } from '../shared/html.js';
import { useFresh, useNow } from '../shared/hooks.js';
import { duration } from '../shared/format.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Empty, Loaded, Status } from '../shared/ui/parts.js';
import { t } from './words.js';

export function Stuck() {
  const [minutes, setMinutes] = useState(30);
  const now = useNow(5000);
  const stuck = useFresh(() => client.get(`/api/v1/ops/delivery/deliveries?olderThanMinutes=${minutes}&limit=100`), [minutes], { every: 15_000 });
  return html`<h1>${t('stuck')}</h1>
    <div class="row" role="group" aria-label=${t('olderThan')}><span>${t('olderThan')}</span>${[5, 30, 60].map(one => html`
      <button key=${one} type="button" class="plain" aria-pressed=${minutes === one} onClick=${() => setMinutes(one)}>${one} min</button>`)}</div>
    <${Loaded} of=${stuck}>${(/** @type {any} */ { items }) => (items.length === 0 ? html`<${Empty}>${t('nothingStuck')}<//>` : html`<ul class="grid">${items.map((/** @type {any} */ one) => html`
      <li key=${one.id}><a class="card restaurant" href=${`#/orders/${one.orderId}`}><span class="row apart"><strong>${one.orderCode ?? one.orderId.slice(-6)}</strong>
        <${Status} status=${one.status} text=${named(one.status)} /></span><span>${one.restaurantName}</span>
        <span class="why">${t('waits', { time: duration((now - Date.parse(one.createdAt)) / 1000) })}</span></a></li>`)}</ul>`)}<//>`;
}
