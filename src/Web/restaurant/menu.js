// Editing the menu: categories in their order, and the dishes in them.
import { html, useState } from '../shared/html.js';
import { useCommand, useFresh } from '../shared/hooks.js';
import { money } from '../shared/format.js';
import { client } from '../shared/session.js';
import { Button, Empty, Field, Loaded } from '../shared/ui/parts.js';
import { Item } from './item.js';
import { t } from './words.js';

/** @param {{ label: string, first?: string, onSave: (name: string) => void, busy: boolean }} props */
function Name({ label, first = '', onSave, busy }) {
  const [name, setName] = useState(first);
  return html`<form class="row" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); onSave(name.trim()); setName(first && name); }}>
    <${Field} label=${label}><input required maxlength="100" value=${name} onInput=${(/** @type {any} */ event) => setName(event.target.value)} /><//>
    <${Button} type="submit" kind="plain" busy=${busy}>${t(first ? 'rename' : 'add')}<//></form>`;
}

/** @param {{ restaurantId: string }} props */
export function MenuEditor({ restaurantId }) {
  const path = `/api/v1/restaurants/${restaurantId}`;
  const menu = useFresh(() => client.get(`${path}/menu`), [restaurantId], { every: 300_000 });
  const [editing, setEditing] = useState(/** @type {any} */ (null));
  // What is answered is the newest; reading it again at once may still give the one before.
  const [act, busy] = useCommand(async work => {
    const now = await work();
    menu.change(old => (now?.categories ? now : old));
  });
  const [remove] = useCommand(async (categoryId, item) => {
    await client.delete(`${path}/items/${item.id}`);
    menu.change(old => ({ ...old, categories: old.categories.map((/** @type {any} */ one) => (one.id === categoryId ? { ...one, items: one.items.filter((/** @type {any} */ two) => two.id !== item.id) } : one)) }));
  });
  const saved = (/** @type {string} */ categoryId, /** @type {any} */ item) => menu.change(old => ({ ...old, categories: old.categories.map((/** @type {any} */ one) => {
    const there = one.items.some((/** @type {any} */ two) => two.id === item.id);
    if (one.id !== categoryId) return { ...one, items: one.items.filter((/** @type {any} */ two) => two.id !== item.id) };
    return { ...one, items: there ? one.items.map((/** @type {any} */ two) => (two.id === item.id ? item : two)) : [...one.items, item] };
  }) }));
  return html`<${Loaded} of=${menu}>${(/** @type {any} */ { categories, currency }) => html`<div class="stack">
    ${categories.map((/** @type {any} */ category, /** @type {number} */ i) => html`<section key=${category.id} class="card stack" data-category=${category.name}>
      <div class="row apart"><h2>${category.name}</h2><span class="row">
        <${Button} kind="plain" label=${`${t('up')}: ${category.name}`} disabled=${busy || i === 0} onClick=${() => act(() => client.patch(`${path}/categories/${category.id}`, { position: i - 1 }))}>↑<//>
        <${Button} kind="plain" label=${`${t('down')}: ${category.name}`} disabled=${busy || i === categories.length - 1} onClick=${() => act(() => client.patch(`${path}/categories/${category.id}`, { position: i + 1 }))}>↓<//>
        ${category.items.length === 0 && html`<${Button} kind="bad" label=${`${t('remove')}: ${category.name}`} disabled=${busy} onClick=${() => act(() => client.delete(`${path}/categories/${category.id}`))}>${t('remove')}<//>`}</span></div>
      ${category.items.length === 0 && html`<${Empty}>${t('noDishes')}<//>`}
      <ul class="rows">${category.items.map((/** @type {any} */ item) => html`<li key=${item.id} class="row apart">
        <span><strong>${item.name}</strong> <span class="number soft">${money(item.price)}</span>${item.description && html`<br /><small>${item.description}</small>`}</span>
        <span class="row"><${Button} kind="plain" label=${`${t('edit')}: ${item.name}`} onClick=${() => setEditing({ item, categoryId: category.id })}>${t('edit')}<//>
          <${Button} kind="plain" label=${`${t('remove')}: ${item.name}`} onClick=${() => remove(category.id, item)}>${t('remove')}<//></span></li>`)}</ul>
      <div class="row"><${Button} label=${`${t('newDish')}: ${category.name}`} onClick=${() => setEditing({ item: {}, categoryId: category.id })}>${t('newDish')}<//></div>
      <details><summary>${t('rename')}</summary><${Name} key=${category.name} label=${t('category')} first=${category.name} busy=${busy} onSave=${(/** @type {string} */ name) => act(() => client.patch(`${path}/categories/${category.id}`, { name }))} /></details></section>`)}
    <section class="card"><${Name} label=${t('newCategory')} busy=${busy} onSave=${(/** @type {string} */ name) => act(() => client.post(`${path}/categories`, { name }))} /></section>
    ${editing && html`<${Item} path=${path} first=${editing.item} categoryId=${editing.categoryId} categories=${categories} currency=${currency} onClose=${() => setEditing(null)} onSaved=${saved} />`}</div>`}<//>`;
}
