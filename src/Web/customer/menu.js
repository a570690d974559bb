// The menu of a restaurant, and the basket beside it.
import { html, useState } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { clock, day, distance, metersBetween, money, tel } from '../shared/format.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Loaded, Status } from '../shared/ui/parts.js';
import { useAddress } from './address.js';
import { CartLines, useCart } from './cart.js';
import { Dish } from './dish.js';
import { whyNot } from './restaurants.js';
import { t } from './words.js';

/** @param {{ item: any, onOpen: () => void }} props */
const Item = ({ item, onOpen }) => html`<li class="dish ${item.available ? '' : 'gone'}">
  <button type="button" class="dish-button" disabled=${!item.available} onClick=${onOpen}>
    <span class="row apart"><strong>${item.name}</strong><span class="number">${money(item.price)}</span></span>
    ${item.description && html`<span class="soft">${item.description}</span>`}
    <span class="soft">${item.dietTags.join(' · ')}</span>
    ${!item.available && html`<span class="why">${t('soldOut')}${item.availableAt ? `, ${t('until', { time: clock(item.availableAt) })}` : ''}</span>`}
  </button></li>`;

/** @param {{ id: string }} props */
export function Menu({ id }) {
  const [open, setOpen] = useState(/** @type {any} */ (null));
  const { address } = useAddress();
  const cart = useCart();
  const page = useFresh(async () => {
    const [restaurant, menu] = await Promise.all([client.get(`/api/v1/restaurants/${id}`), client.get(`/api/v1/restaurants/${id}/menu`)]);
    return { restaurant, menu };
  }, [id], { every: 30_000 });
  return html`<${Loaded} of=${page}>${(/** @type {any} */ { restaurant, menu }) => {
    const away = address ? metersBetween(address, restaurant.location) : undefined;
    const reason = whyNot({ ...restaurant, distanceMeters: away });
    return html`<p><a href="#/">← ${t('restaurants')}</a></p>
      <div class="row apart"><h1>${restaurant.name}</h1><${Status} status=${restaurant.status} text=${named(restaurant.status)} /></div>
      <p class="soft">${[restaurant.cuisines.join(', '), restaurant.address, distance(away), t('minimum', { amount: money(restaurant.minimumOrder) })].filter(Boolean).join(' · ')}
        ${restaurant.phone && html` · <a href=${tel(restaurant.phone)}>${t('callRestaurant', { phone: restaurant.phone })}</a>`}</p>
      ${reason && html`<p class="note warm">${reason}${restaurant.opensAt && restaurant.status === 'paused' ? `, ${day(restaurant.opensAt)}` : ''}</p>`}
      <div class="columns"><section>${menu.categories.map((/** @type {any} */ category) => html`<section key=${category.id}>
        <h2>${category.name}</h2>
        <ul class="grid dishes">${category.items.map((/** @type {any} */ item) => html`<${Item} key=${item.id} item=${item} onOpen=${() => setOpen(item)} />`)}</ul></section>`)}
      </section>
      <aside class="side card"><h2>${t('basket')}</h2><${CartLines} cart=${cart} />
        ${cart.data?.lines.length > 0 && html`<a class="button main" href="#/basket">${t('checkout')}</a>`}</aside></div>
      ${open && html`<${Dish} item=${open} restaurantId=${id} onClose=${() => setOpen(null)} onAdded=${cart.reload} />`}`;
  }}<//>`;
}
