// Whom to assign: drivers who are there, free ones first and near ones first.
import { html } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { distance, metersBetween } from '../shared/format.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Field, Loaded } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ near?: any, value: string, onChoose: (id: string) => void }} props */
export function ChooseDriver({ near, value, onChoose }) {
  const drivers = useFresh(() => client.get('/api/v1/ops/delivery/drivers?online=true&limit=100'), [], { every: 10_000 });
  const away = (/** @type {any} */ one) => (near && one.position ? metersBetween(near, one.position) : Infinity);
  return html`<${Loaded} of=${drivers}>${(/** @type {any} */ { items }) => {
    const free = items.filter((/** @type {any} */ one) => one.approved && !one.deliveryId).sort((/** @type {any} */ a, /** @type {any} */ b) => away(a) - away(b));
    if (free.length === 0) return html`<p class="note warm">${t('nobodyFree')}</p>`;
    return html`<${Field} label=${t('driver')}><select required value=${value} onChange=${(/** @type {any} */ event) => onChoose(event.target.value)}><option value="">…</option>
      ${free.map((/** @type {any} */ one) => html`<option key=${one.id} value=${one.id}>${[one.firstName, named(one.vehicle), Number.isFinite(away(one)) && distance(away(one))].filter(Boolean).join(' · ')}</option>`)}</select><//>`;
  }}<//>`;
}
