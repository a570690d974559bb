// The same once more: what can still be had goes into the basket, and what cannot is said.
import { html } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { Button } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { t } from './words.js';

/** The menu's ids of an order's line, which knows its options by name; nothing when it cannot be had as it was. @param {any} line @param {any[]} items */
function found(line, items) {
  const item = items.find(one => one.id === line.itemId && one.available);
  if (!item) return undefined;
  const options = item.optionGroups.flatMap((/** @type {any} */ group) => group.options);
  const ids = line.options.map((/** @type {string} */ name) => options.find((/** @type {any} */ one) => one.name === name && one.available)?.id);
  return ids.every(Boolean) ? { itemId: item.id, quantity: line.quantity, optionIds: ids, ...(line.note && { note: line.note }) } : undefined;
}

/** @param {{ order: any }} props */
export function Again({ order }) {
  const [again, busy] = useCommand(async () => {
    const { categories } = await client.get(`/api/v1/restaurants/${order.restaurantId}/menu`);
    const items = categories.flatMap((/** @type {any} */ category) => category.items);
    const lines = order.lines.map((/** @type {any} */ line) => ({ name: line.name, body: found(line, items) }));
    const there = lines.filter((/** @type {any} */ one) => one.body);
    for (const [i, { body }] of there.entries()) {
      await client.post(`/api/v1/cart/items${i === 0 ? '?replace=true' : ''}`, { restaurantId: order.restaurantId, ...body });
    }
    const gone = lines.filter((/** @type {any} */ one) => !one.body).map((/** @type {any} */ one) => one.name);
    if (gone.length) say(t('againWithout', { names: gone.join(', ') }), 'bad');
    if (there.length) location.hash = '#/basket';
  });
  return html`<${Button} kind="plain" busy=${busy} onClick=${again}>${t('again')}<//>`;
}
