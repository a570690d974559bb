// One dish: its options, how many, a wish for the kitchen.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { money } from '../shared/format.js';
import { Problem } from '../shared/problem.js';
import { client } from '../shared/session.js';
import { Dialog } from '../shared/ui/dialog.js';
import { Button, Field } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { t } from './words.js';

/** @param {{ min: number, max: number }} group */
const rule = ({ min, max }) => (min === max ? t('choose', { min }) : min > 0 ? t('range', { min, max }) : t('upTo', { max }));

/** @param {{ group: any, chosen: string[], choose: (ids: string[]) => void }} props */
function Group({ group, chosen, choose }) {
  const single = group.max === 1 && group.min === 1;
  const own = chosen.filter(id => group.options.some((/** @type {any} */ option) => option.id === id));
  const toggle = (/** @type {string} */ id) => choose(single
    ? [...chosen.filter(one => !own.includes(one)), id]
    : chosen.includes(id) ? chosen.filter(one => one !== id) : own.length < group.max ? [...chosen, id] : chosen);
  return html`<fieldset><legend>${group.name} <small>${rule(group)}</small></legend>
    ${group.options.map((/** @type {any} */ option) => html`<label key=${option.id} class="choice">
      <input type=${single ? 'radio' : 'checkbox'} name=${group.id} checked=${chosen.includes(option.id)} disabled=${!option.available} onChange=${() => toggle(option.id)} />
      <span>${option.name}${!option.available && html` <small>${t('soldOut')}</small>`}</span>
      <span class="number">${option.priceDelta.amount ? `+ ${money(option.priceDelta)}` : ''}</span></label>`)}
  </fieldset>`;
}

/** @param {{ item: any, restaurantId: string, onClose: () => void, onAdded: () => void }} props */
export function Dish({ item, restaurantId, onClose, onAdded }) {
  const [chosen, setChosen] = useState(() => item.optionGroups.flatMap((/** @type {any} */ group) =>
    (group.min > 0 ? group.options.filter((/** @type {any} */ one) => one.available).slice(0, group.min).map((/** @type {any} */ one) => one.id) : [])));
  const [quantity, setQuantity] = useState(1);
  const [note, setNote] = useState('');
  const [other, setOther] = useState(false);
  const [add, busy] = useCommand(async (replace = false) => {
    try {
      await client.post(`/api/v1/cart/items${replace ? '?replace=true' : ''}`, {
        restaurantId, itemId: item.id, quantity, optionIds: chosen, ...(note.trim() && { note: note.trim() }),
      });
      say(`${quantity} × ${item.name}`, 'good');
      onAdded();
      onClose();
    } catch (problem) {
      if (problem instanceof Problem && problem.code === 'cart_restaurant_mismatch') setOther(true);
      else throw problem;
    }
  });
  const options = item.optionGroups.flatMap((/** @type {any} */ group) => group.options).filter((/** @type {any} */ one) => chosen.includes(one.id));
  const each = item.price.amount + options.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.priceDelta.amount, 0);
  const complete = item.optionGroups.every((/** @type {any} */ group) =>
    group.options.filter((/** @type {any} */ one) => chosen.includes(one.id)).length >= group.min);
  return html`<${Dialog} title=${item.name} onClose=${onClose}>
    ${item.description && html`<p class="soft">${item.description}</p>`}
    ${item.optionGroups.map((/** @type {any} */ group) => html`<${Group} key=${group.id} group=${group} chosen=${chosen} choose=${setChosen} />`)}
    <${Field} label=${t('note')}><input maxlength="200" value=${note} onInput=${(/** @type {any} */ event) => setNote(event.target.value)} /><//>
    <${Field} label=${t('quantity')}><input type="number" min="1" max="20" value=${quantity}
      onInput=${(/** @type {any} */ event) => setQuantity(Math.min(20, Math.max(1, Number(event.target.value) || 1)))} /><//>
    ${other ? html`<p class="note warm">${t('replace')}</p><${Button} busy=${busy} onClick=${() => add(true)}>${t('replaceYes')}<//>`
    : html`<${Button} kind="main big" busy=${busy} disabled=${!complete} onClick=${() => add()}>${t('add')} · ${money({ amount: each * quantity, currency: item.price.currency })}<//>`}
  <//>`;
}
