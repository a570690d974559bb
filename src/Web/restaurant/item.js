// One dish of the menu, with everything that is said of it.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { cents, typed } from '../shared/format.js';
import { client } from '../shared/session.js';
import { Dialog } from '../shared/ui/dialog.js';
import { Button, Field } from '../shared/ui/parts.js';
import { OptionGroups } from './option-groups.js';
import { t } from './words.js';

const taxes = [700, 1900, 0];

/** @param {{ path: string, first: any, categoryId: string, categories: any[], currency: string, onClose: () => void, onSaved: (categoryId: string, item: any) => void }} props */
export function Item({ path, first, categoryId, categories, currency, onClose, onSaved }) {
  const [one, setOne] = useState({
    name: first.name ?? '', description: first.description ?? '', price: first.price ? typed(first.price.amount) : '', tax: String(first.taxRateBasisPoints ?? 700),
    tags: (first.dietTags ?? []).join(', '), categoryId,
    groups: (first.optionGroups ?? []).map((/** @type {any} */ group) => ({ ...group, options: group.options.map((/** @type {any} */ option) => ({ id: option.id, name: option.name, price: typed(option.priceDelta.amount) })) })),
  });
  const set = (/** @type {string} */ field) => (/** @type {any} */ event) => setOne({ ...one, [field]: event.target.value });
  const [save, busy] = useCommand(async () => {
    const body = {
      name: one.name.trim(), price: { amount: cents(one.price), currency }, taxRateBasisPoints: Number(one.tax), categoryId: one.categoryId,
      ...((first.id || one.description.trim()) && { description: one.description.trim() }), dietTags: one.tags.split(',').map((/** @type {string} */ tag) => tag.trim()).filter(Boolean),
      optionGroups: one.groups.map((/** @type {any} */ group) => ({
        ...(group.id && { id: group.id }), name: group.name.trim(), min: Number(group.min), max: Number(group.max),
        options: group.options.map((/** @type {any} */ option) => ({ ...(option.id && { id: option.id }), name: option.name.trim(), priceDelta: { amount: cents(option.price), currency } })),
      })),
    };
    onSaved(one.categoryId, await (first.id ? client.patch(`${path}/items/${first.id}`, body) : client.post(`${path}/items`, body)));
    onClose();
  });
  return html`<${Dialog} title=${first.name ?? t('newDish')} onClose=${onClose}><form onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); save(); }}>
    <${Field} label=${t('name')}><input required maxlength="100" value=${one.name} onInput=${set('name')} /><//>
    <${Field} label=${t('description')}><textarea rows="2" maxlength="500" value=${one.description} onInput=${set('description')}></textarea><//>
    <div class="row"><${Field} label=${`${t('price')} (${currency})`}><input class="short" required inputmode="decimal" pattern="[0-9]+([.,][0-9]{1,2})?" value=${one.price} onInput=${set('price')} /><//>
      <${Field} label=${t('tax')}><select value=${one.tax} onChange=${set('tax')}>${[...new Set([...taxes, Number(one.tax)])].map(rate => html`<option key=${rate} value=${rate}>${rate / 100} %</option>`)}</select><//></div>
    <${Field} label=${t('category')}><select value=${one.categoryId} onChange=${set('categoryId')}>${categories.map(each => html`<option key=${each.id} value=${each.id}>${each.name}</option>`)}</select><//>
    <${Field} label=${t('tags')} hint=${t('tagsHint')}><input maxlength="200" value=${one.tags} onInput=${set('tags')} /><//>
    <${OptionGroups} groups=${one.groups} onChange=${(/** @type {any[]} */ groups) => setOne({ ...one, groups })} />
    <${Button} type="submit" busy=${busy}>${t('save')}<//></form><//>`;
}
