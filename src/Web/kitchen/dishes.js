// One touch says that a dish or a choice is sold out, or back; a price can be changed in place.
import { html, useState } from '../shared/html.js';
import { useCommand, useFresh } from '../shared/hooks.js';
import { clock, day, money } from '../shared/format.js';
import { client } from '../shared/session.js';
import { Button, Loaded } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ item: any, path: string, onDone: () => void }} props */
function Price({ item, path, onDone }) {
  const [value, setValue] = useState('');
  const [change, busy] = useCommand(async () => {
    await client.patch(path, { price: { amount: Math.round(Number(value.replace(',', '.')) * 100), currency: item.price.currency } });
    setValue('');
    await onDone();
  });
  return html`<details><summary>${money(item.price)}</summary><form class="row" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); if (Number(value.replace(',', '.')) > 0) change(); }}>
    <input class="short" inputmode="decimal" aria-label=${`${t('price')}: ${item.name}`} value=${value} onInput=${(/** @type {any} */ event) => setValue(event.target.value)} />
    <${Button} type="submit" kind="plain" busy=${busy}>${t('change')}<//></form></details>`;
}

function tomorrow() {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(6, 0, 0, 0);
  return at;
}

/** @param {{ id: string }} props */
export function Dishes({ id }) {
  const menu = useFresh(() => client.get(`/api/v1/restaurants/${id}/menu`), [id]);
  const path = (/** @type {any} */ item) => `/api/v1/restaurants/${id}/items/${item.id}`;
  const [toggle, busy] = useCommand(async (where, available, until) => {
    await client.put(`${where}/availability`, { available, ...(until && { until: until.toISOString() }) });
    await menu.reload();
  });
  const Switch = (/** @type {any} */ { name, where, available }) => html`<button type="button" class="plain ${available ? '' : 'sold'}" aria-pressed=${!available} disabled=${busy}
    onClick=${() => toggle(where, !available)}><span class="visually-hidden">${name}: </span>${t(available ? 'back' : 'sold')}</button>`;
  // One touch says that it is gone; when it comes back by itself may be said afterwards.
  const Until = (/** @type {any} */ { item }) => (item.available ? null : html`<div class="row" role="group" aria-label=${`${item.name}: ${t('soldUntil')}`}>
    <small>${item.availableAt ? t('backAt', { time: item.availableAt < tomorrow().toISOString() ? clock(item.availableAt) : day(item.availableAt) }) : t('soldUntil')}</small>
    ${[2, 4].map(hours => html`<button key=${hours} type="button" class="quiet" disabled=${busy} onClick=${() => toggle(path(item), false, new Date(Date.now() + hours * 3_600_000))}>${t('soldHours', { hours })}</button>`)}
    <button type="button" class="quiet" disabled=${busy} onClick=${() => toggle(path(item), false, tomorrow())}>${t('soldTomorrow')}</button></div>`);
  return html`<${Loaded} of=${menu}>${(/** @type {any} */ { categories }) => categories.map((/** @type {any} */ category) => html`<section key=${category.id} class="dishes"><h2>${category.name}</h2>
    <ul class="grid">${category.items.map((/** @type {any} */ item) => html`<li key=${item.id} class="card stack">
      <div class="row apart"><h3>${item.name}</h3><${Switch} name=${item.name} where=${path(item)} available=${item.available} /></div>
      <${Until} item=${item} />
      <${Price} item=${item} path=${path(item)} onDone=${menu.reload} />
      ${item.optionGroups.flatMap((/** @type {any} */ group) => group.options).map((/** @type {any} */ option) => html`<div key=${option.id} class="row apart"><span>${option.name}</span>
        <${Switch} name=${`${item.name}, ${option.name}`} where=${`${path(item)}/options/${option.id}`} available=${option.available} /></div>`)}
    </li>`)}</ul></section>`)}<//>`;
}
