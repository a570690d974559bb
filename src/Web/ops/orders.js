// Finding orders: by code, customer, restaurant, driver, status and time.
import { html, useState } from '../shared/html.js';
import { useCommand, useFresh } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { ended, named } from '../shared/statuses.js';
import { Pages, usePages } from '../shared/ui/more.js';
import { Button, Field } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { underWay } from './now.js';
import { OrderTable } from './order-table.js';
import { t } from './words.js';

const nothing = { code: '', email: '', restaurantId: '', driverId: '', status: underWay, from: '', to: '' };
const moment = (/** @type {string} */ local) => (local ? new Date(local).toISOString() : '');

/** What is asked for, as a query. @param {typeof nothing} wish */
async function queryOf({ code, email, restaurantId, driverId, status, from, to }) {
  let customer = '';
  if (email.trim()) {
    const { items } = await client.get(`/api/v1/ops/user/accounts?email=${encodeURIComponent(email.trim())}`);
    if (items.length === 0) return undefined;
    customer = items[0].id;
  }
  const all = { code: code.trim().toUpperCase(), customer, restaurantId, driverId, status, from: moment(from), to: moment(to) };
  return new URLSearchParams(Object.entries(all).filter(([, value]) => value)).toString();
}

export function Orders() {
  const [wish, setWish] = useState(nothing);
  const [query, setQuery] = useState(`status=${underWay}`);
  const found = usePages(`/api/v1/ops/order/orders?${query}`);
  const people = useFresh(async () => {
    const [restaurants, drivers] = await Promise.all([client.get('/api/v1/restaurants?limit=100'), client.get('/api/v1/ops/delivery/drivers?limit=100')]);
    return { restaurants: restaurants.items, drivers: drivers.items };
  }, [], { every: 300_000 });
  const set = (/** @type {string} */ field) => (/** @type {any} */ event) => setWish({ ...wish, [field]: event.target.value });
  const [find, busy] = useCommand(async (now = wish) => {
    const next = await queryOf(now);
    if (next === undefined) say(t('noAccount'), 'bad');
    else if (next === query) await found.reload();
    else setQuery(next);
  });
  const choices = [[underWay, t('open')], ['', t('all')], ...ended.map(one => [one, named(one)])];
  return html`<h1>${t('orders')}</h1>
    <form class="card search" role="search" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); find(); }}>
      <${Field} label=${t('code')}><input maxlength="6" pattern="[A-Za-z0-9]{6}" autocomplete="off" value=${wish.code} onInput=${set('code')} /><//>
      <${Field} label=${t('customerEmail')}><input type="email" value=${wish.email} onInput=${set('email')} /><//>
      <${Field} label=${t('restaurant')}><select value=${wish.restaurantId} onChange=${set('restaurantId')}><option value="">${t('all')}</option>
        ${(people.data?.restaurants ?? []).map((/** @type {any} */ one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select><//>
      <${Field} label=${t('driver')}><select value=${wish.driverId} onChange=${set('driverId')}><option value="">${t('all')}</option>
        ${(people.data?.drivers ?? []).map((/** @type {any} */ one) => html`<option key=${one.id} value=${one.id}>${one.firstName} · ${one.id.slice(-6)}</option>`)}</select><//>
      <${Field} label=${t('status')}><select value=${wish.status} onChange=${set('status')}>${choices.map(([value, text]) => html`<option key=${value} value=${value}>${text}</option>`)}</select><//>
      <${Field} label=${t('placedFrom')}><input type="datetime-local" value=${wish.from} onInput=${set('from')} /><//>
      <${Field} label=${t('placedTo')}><input type="datetime-local" value=${wish.to} onInput=${set('to')} /><//>
      <div class="row"><${Button} type="submit" busy=${busy}>${t('find')}<//>
        <${Button} kind="plain" onClick=${() => { setWish(nothing); find(nothing); }}>${t('clear')}<//></div></form>
    <${Pages} of=${found}>${(/** @type {any[]} */ items) => html`<${OrderTable} orders=${items} />`}<//>`;
}
