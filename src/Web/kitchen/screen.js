// The kitchen: #/ the board, #/dishes what is sold out, #/ended what is over.
import { html, useState } from '../shared/html.js';
import { useFresh, useHash } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { Loaded } from '../shared/ui/parts.js';
import { Board } from './board.js';
import { Dishes } from './dishes.js';
import { Ended } from './ended.js';
import { Service } from './service.js';
import { t } from './words.js';

/** @returns {[string, string][]} */
export const links = () => [['', t('board')], ['dishes', t('dishes')], ['ended', t('today')]];

/** @param {{ profile: import('../shared/session.js').Profile }} props */
export function Screen({ profile }) {
  const [page] = useHash();
  const [id, setId] = useState(profile.restaurantIds[0]);
  const restaurants = useFresh(() => Promise.all(profile.restaurantIds.map(one => client.get(`/api/v1/restaurants/${one}`))), [], { every: 30_000 });
  return html`<${Loaded} of=${restaurants}>${(/** @type {any[]} */ all) => {
    const restaurant = all.find(one => one.id === id) ?? all[0];
    if (!restaurant) return html`<p class="empty">${t('none')}</p>`;
    return html`
      <div class="row apart"><h1>${restaurant.name}</h1>
        ${all.length > 1 && html`<label class="row"><span>${t('which_restaurant')}</span><select value=${restaurant.id} onChange=${(/** @type {any} */ event) => setId(event.target.value)}>
          ${all.map(one => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></label>`}
        <${Service} restaurant=${restaurant} onDone=${restaurants.reload} /></div>
      ${page === 'dishes' ? html`<${Dishes} key=${id} id=${restaurant.id} />` : page === 'ended' ? html`<${Ended} key=${id} id=${restaurant.id} />`
    : html`<${Board} key=${id} restaurant=${restaurant} />`}`;
  }}<//>`;
}
