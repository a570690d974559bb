// What there is to do, late ones on top, big enough to be read from two metres.
import { html, useEffect, useRef, useState } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { Empty, Loaded } from '../shared/ui/parts.js';
import { ring } from './sound.js';
import { Ticket } from './ticket.js';
import { t } from './words.js';

const columns = [
  { name: 'incoming', statuses: ['awaitingAcceptance'] },
  { name: 'cooking', statuses: ['accepted', 'preparing'] },
  { name: 'waiting', statuses: ['ready'] },
];
const all = columns.flatMap(column => column.statuses).join();
const due = (/** @type {any} */ order) => Date.parse(order.status === 'awaitingAcceptance' ? order.acceptBy : order.readyBy ?? order.placedAt);

// Drawn, because the character for it is an empty box where no emoji are installed: a kitchen's wall screen.
/** @param {{ silent: boolean }} props */
const Bell = ({ silent }) => html`<svg class="bell" viewBox="0 0 24 24" aria-hidden="true">
  <path d="M12 3a6 6 0 0 0-6 6c0 5-2 6-2 8h16c0-2-2-3-2-8a6 6 0 0 0-6-6zm-2.5 16a2.5 2.5 0 0 0 5 0z" />${silent && html`<path class="stroke" d="M4 3l17 18" />`}</svg>`;

/** @param {{ restaurant: any }} props */
export function Board({ restaurant }) {
  const [loud, setLoud] = useState(true);
  const orders = useFresh(() => client.get(`/api/v1/orders?restaurantId=${restaurant.id}&status=${all}&limit=100`), [restaurant.id],
    { when: event => /^(order|delivery)\.status$/.test(event.type), every: 20_000 });
  const seen = useRef(/** @type {Set<string>|null} */ (null));
  useEffect(() => {
    if (!orders.data) return;
    const fresh = orders.data.items.filter((/** @type {any} */ order) => order.status === 'awaitingAcceptance').map((/** @type {any} */ order) => order.id);
    if (loud && seen.current && fresh.some((/** @type {string} */ id) => !seen.current?.has(id))) ring();
    seen.current = new Set(fresh);
  }, [orders.data]);
  const put = (/** @type {any} */ changed) => orders.change(data => ({ ...data, items: data.items.map((/** @type {any} */ one) => (one.id === changed.id ? changed : one)) }));
  return html`
    <button type="button" class="plain sound" aria-pressed=${loud} onClick=${() => { setLoud(!loud); if (!loud) ring(); }}>
      <${Bell} silent=${!loud} /> ${t(loud ? 'sound' : 'soundOff')}</button>
    <${Loaded} of=${orders}>${(/** @type {any} */ { items }) => html`<div class="board">${columns.map(({ name, statuses }) => {
    const own = items.filter((/** @type {any} */ order) => statuses.includes(order.status)).sort((/** @type {any} */ a, /** @type {any} */ b) => due(a) - due(b));
    return html`<section key=${name} aria-label=${t(name)}><h2>${t(name)} <span class="number">${own.length}</span></h2>
      ${own.length === 0 && html`<${Empty}>${t('none')}<//>`}
      <ul class="stack">${own.map((/** @type {any} */ order) => html`<${Ticket} key=${order.id} order=${order} prep=${restaurant.prepMinutes} onChanged=${put} onStale=${orders.reload} />`)}</ul></section>`;
  })}</div>`}<//>`;
}
