// What is in the basket, and changing it.
import { html } from '../shared/html.js';
import { useCommand, useFresh } from '../shared/hooks.js';
import { money } from '../shared/format.js';
import { client } from '../shared/session.js';
import { Button, Empty, Loaded, Sums } from '../shared/ui/parts.js';
import { t } from './words.js';

export const EmptyBasket = () => html`<${Empty}>${t('emptyBasket')} <a href="#/">${t('restaurants')} →</a><//>`;

export const useCart = () => useFresh(() => client.get('/api/v1/cart'), []);

/** @param {{ cart: ReturnType<typeof useCart> }} props */
export function CartLines({ cart }) {
  const [change, busy] = useCommand(async (line, quantity) => {
    const path = `/api/v1/cart/items/${line.lineId}`;
    const now = quantity > 0 ? await client.patch(path, { quantity }) : await client.delete(path);
    cart.change(() => now);
  });
  return html`<${Loaded} of=${cart}>${(/** @type {any} */ { lines, subtotal, restaurantName }) => (lines.length === 0 ? html`<${EmptyBasket} />` : html`
    <p class="soft">${restaurantName}</p>
    <ul class="lines">${lines.map((/** @type {any} */ line) => html`<li key=${line.lineId}>
      <span class="count">${line.quantity} ×</span><span>${line.name}</span><span class="number">${money(line.lineTotal)}</span>
      <small>${[...line.options, line.note].filter(Boolean).join(', ')}</small>
      <span class="row amount">
        <${Button} kind="plain" disabled=${busy} label=${`${t(line.quantity > 1 ? 'less' : 'remove')}: ${line.name}`} onClick=${() => change(line, line.quantity - 1)}>${line.quantity > 1 ? '−' : '×'}<//>
        <${Button} kind="plain" disabled=${busy} label=${`${t('more')}: ${line.name}`} onClick=${() => change(line, line.quantity + 1)}>+<//></span>
    </li>`)}</ul>
    <${Sums} rows=${[[t('subtotal'), money(subtotal), 'total']]} />`)}<//>`;
}
