// Orders by state.
import { html, useState } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { ended, named } from '../shared/statuses.js';
import { Loaded } from '../shared/ui/parts.js';
import { underWay } from './now.js';
import { OrderTable } from './order-table.js';
import { t } from './words.js';

export function Orders() {
  const [status, setStatus] = useState(underWay);
  const orders = useFresh(() => client.get(`/api/v1/orders?limit=100${status ? `&status=${status}` : ''}`), [status], { when: event => event.type === 'order.status', every: 15_000 });
  const choices = [[underWay, t('open')], ['', t('all')], ...ended.map(one => [one, named(one)])];
  return html`<h1>${t('orders')}</h1><div class="row">${choices.map(([value, text]) => html`
    <button key=${value} type="button" class="plain" aria-pressed=${status === value} onClick=${() => setStatus(value)}>${text}</button>`)}</div>
    <${Loaded} of=${orders}>${(/** @type {any} */ { items }) => html`<${OrderTable} orders=${items} />`}<//>`;
}
