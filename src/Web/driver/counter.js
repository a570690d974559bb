// At the counter: what to ask for and whom to call, what is in the bag; and the same where another driver has it.
import { html, useState } from '../shared/html.js';
import { directions, tel } from '../shared/format.js';
import { Button, Field } from '../shared/ui/parts.js';
import { PickUp } from './pick-up.js';
import { t } from './words.js';

/** @param {{ delivery: any, busy: boolean, act: (command: string, body: any) => void }} props */
export function Counter({ delivery, busy, act }) {
  const { pickup: { phone }, items, orderCode } = delivery;
  return html`${orderCode && html`<p>${t('counter', { code: orderCode })}</p>`}
    ${phone && html`<p><a href=${tel(phone)}>${t('callRestaurant', { phone })}</a></p>`}
    ${items?.length > 0 && html`<section aria-label=${t('bagList')}><h3>${t('bagList')}</h3><ul class="bag">${items.map((/** @type {any} */ one, /** @type {number} */ index) => html`
      <li key=${index}><label class="choice"><input type="checkbox" /><span>${one.quantity} × ${one.name}</span></label></li>`)}</ul></section>`}
    ${delivery.allowedActions.includes('pickUp') && html`<${PickUp} busy=${busy} act=${act} />`}`;
}

/** @param {{ delivery: any, busy: boolean, act: (command: string, body: any) => void }} props */
export function Meeting({ delivery, busy, act }) {
  const [code, setCode] = useState('');
  const { firstName, place } = delivery.takeOver;
  return html`<form class="stack" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); act('take-over', { code: code.trim().toUpperCase() }); }}>
    <p class="note warm">${t('fetchFrom', { name: firstName })}</p>
    ${place && html`<p><a class="button plain" rel="noopener noreferrer" target="_blank" href=${directions(place)}>${t('navigate')}</a></p>`}
    <${Field} label=${t('bagCode')}><input class="short" required autocomplete="off" autocapitalize="characters" maxlength="12" value=${code} onInput=${(/** @type {any} */ event) => setCode(event.target.value)} /><//>
    <${Button} type="submit" kind="main big" busy=${busy}>${t('takeOver')}<//></form>`;
}
