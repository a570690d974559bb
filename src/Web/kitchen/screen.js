// The kitchen: #/ the board, #/dishes what is sold out, #/ended what is over, #/menu, #/hours, #/staff, #/account. What is on offer
// depends on what somebody is there: kitchen, manager or owner.
import { html, useState } from '../shared/html.js';
import { useFresh, useHash } from '../shared/hooks.js';
import { Account } from '../account/account.js';
import { Hours } from '../restaurant/hours.js';
import { MenuEditor } from '../restaurant/menu.js';
import { Staff } from '../restaurant/staff.js';
import { Terms } from '../restaurant/terms.js';
import { client, profile as me } from '../shared/session.js';
import { Loaded } from '../shared/ui/parts.js';
import { Board } from './board.js';
import { Dishes } from './dishes.js';
import { Ended } from './ended.js';
import { Service } from './service.js';
import { t } from './words.js';

const ranks = ['kitchen', 'manager', 'owner'];
/** Whether somebody is at least this, in one of his restaurants. @param {any} person @param {string} role @param {string} [restaurantId] */
const atLeast = (person, role, restaurantId) => (person?.staff ?? [{ role: 'owner' }]).some((/** @type {any} */ one) =>
  (!restaurantId || !one.restaurantId || one.restaurantId === restaurantId) && ranks.indexOf(one.role) >= ranks.indexOf(role));

const pages = /** @type {[string, string][]} */ ([['', 'kitchen'], ['dishes', 'kitchen'], ['ended', 'kitchen'], ['menu', 'manager'], ['hours', 'manager'], ['staff', 'owner']]);
/** @returns {[string, string][]} */
export const links = () => pages.filter(([, role]) => atLeast(me, role)).map(([page]) => [page, t(page || 'board')]);

/** @param {{ page: string, restaurant: any, onChanged: (restaurant: any) => void }} props */
function Content({ page, restaurant, onChanged }) {
  switch (page) {
    case 'dishes': return html`<${Dishes} id=${restaurant.id} />`;
    case 'ended': return html`<${Ended} id=${restaurant.id} />`;
    case 'menu': return html`<${MenuEditor} restaurantId=${restaurant.id} />`;
    case 'hours': return html`<div class="halves" key=${restaurant.version}><${Hours} restaurant=${restaurant} onSaved=${onChanged} /><${Terms} restaurant=${restaurant} onSaved=${onChanged} /></div>`;
    case 'staff': return html`<${Staff} restaurantId=${restaurant.id} />`;
    default: return html`<${Board} restaurant=${restaurant} />`;
  }
}

/** @param {{ profile: import('../shared/session.js').Profile }} props */
export function Screen({ profile }) {
  const [page] = useHash();
  const [id, setId] = useState(profile.restaurantIds[0]);
  const restaurants = useFresh(() => Promise.all(profile.restaurantIds.map(one => client.get(`/api/v1/restaurants/${one}`))), [], { every: 30_000 });
  if (page === 'account') return html`<${Account} />`;
  const put = (/** @type {any} */ changed) => restaurants.change(all => all.map((/** @type {any} */ one) => (one.id === changed.id ? changed : one)));
  return html`<${Loaded} of=${restaurants}>${(/** @type {any[]} */ all) => {
    const restaurant = all.find(one => one.id === id) ?? all[0];
    if (!restaurant) return html`<p class="empty">${t('none')}</p>`;
    return html`
      <div class="row apart"><h1>${restaurant.name}</h1>
        ${all.length > 1 && html`<label class="row"><span>${t('which_restaurant')}</span><select value=${restaurant.id} onChange=${(/** @type {any} */ event) => setId(event.target.value)}>
          ${all.map(one => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></label>`}
        ${atLeast(profile, 'manager', restaurant.id) && html`<${Service} restaurant=${restaurant} onChanged=${put} />`}</div>
      <div class="shelf"><${Content} key=${restaurant.id} page=${page} restaurant=${restaurant} onChanged=${put} /></div>`;
  }}<//>`;
}
