// Restaurants near the address: open ones first; of the others, why not and when next.
import { html, useState } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { day, distance, money, number } from '../shared/format.js';
import { CityMap } from '../shared/map/map.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Empty, Loaded, Status } from '../shared/ui/parts.js';
import { AddressChoice, useAddress } from './address.js';
import { t } from './words.js';

/** Why nothing can be ordered there now, or nothing. @param {any} restaurant */
export function whyNot(restaurant) {
  if (restaurant.distanceMeters != null && restaurant.distanceMeters > restaurant.deliveryRadiusMeters) return t('tooFar');
  if (restaurant.status === 'paused') return t('paused');
  if (!restaurant.isOpen) return restaurant.opensAt ? t('opens', { time: day(restaurant.opensAt) }) : named('closed');
  return '';
}

/** @param {{ restaurant: any }} props */
function Card({ restaurant }) {
  const reason = whyNot(restaurant);
  return html`<li><a class="card restaurant ${reason ? 'shut' : ''}" href=${`#/r/${restaurant.id}`}>
    <span class="row apart"><h2>${restaurant.name}</h2><${Status} status=${restaurant.status} text=${named(restaurant.status)} /></span>
    <span class="row apart soft"><span>${restaurant.cuisines.join(' · ')}</span>${restaurant.rating && html`<span aria-label=${t('ratedBy', { ...restaurant.rating, average: number(restaurant.rating.average) })} role="img">★ ${number(restaurant.rating.average)} (${restaurant.rating.count})</span>`}</span>
    ${restaurant.description && html`<span>${restaurant.description}</span>`}
    <span class="soft">${[distance(restaurant.distanceMeters), `${restaurant.prepMinutes} min`, t('minimum', { amount: money(restaurant.minimumOrder) })].filter(Boolean).join(' · ')}</span>
    ${reason && html`<span class="why">${reason}</span>`}
  </a></li>`;
}

export function Restaurants() {
  const where = useAddress();
  const [query, setQuery] = useState('');
  const { address } = where;
  const found = useFresh(async () => {
    if (!where.ready) return undefined;
    const near = address ? `&near=${address.lat},${address.lng}` : '';
    const { items } = await client.get(`/api/v1/restaurants?limit=50${near}${query.length > 1 ? `&query=${encodeURIComponent(query)}` : ''}`);
    return items.sort((/** @type {any} */ a, /** @type {any} */ b) => Number(Boolean(whyNot(a))) - Number(Boolean(whyNot(b))));
  }, [address?.id, where.ready, query], { every: 30_000 });
  const go = (/** @type {string} */ id) => () => { location.hash = `#/r/${id}`; };
  const places = [
    ...(found.data ?? []).map((/** @type {any} */ one) => ({ id: one.id, ...one.location, kind: 'restaurant', name: one.name, onClick: go(one.id) })),
    ...(address ? [{ id: 'home', lat: address.lat, lng: address.lng, kind: 'door', name: address.label ?? address.address }] : []),
  ];
  return html`<h1>${t('restaurants')}</h1><div class="columns">
    <section>
      <input type="search" aria-label=${t('search')} placeholder=${t('search')} value=${query} onInput=${(/** @type {any} */ event) => setQuery(event.target.value.trim())} />
      <${Loaded} of=${found}>${(/** @type {any[]} */ items) => (items.length
    ? html`<ul class="grid shelf">${items.map(one => html`<${Card} key=${one.id} restaurant=${one} />`)}</ul>` : html`<${Empty}>${t('none')}<//>`)}<//>
    </section>
    <aside class="side"><${AddressChoice} of=${where} /><${CityMap} places=${places} /></aside>
  </div>`;
}
