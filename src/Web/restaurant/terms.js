// What is said of a restaurant: its name and terms, and for ops every field.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { cents, typed } from '../shared/format.js';
import { client } from '../shared/session.js';
import { Button, Field } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { t } from './words.js';

/** @param {{ restaurant: any, ops?: boolean, onSaved: (restaurant: any) => any }} props */
export function Terms({ restaurant, ops = false, onSaved }) {
  const [one, setOne] = useState({
    name: restaurant.name, description: restaurant.description ?? '', phone: restaurant.phone ?? '', deliveryRadiusMeters: restaurant.deliveryRadiusMeters, minimum: typed(restaurant.minimumOrder.amount),
    prepMinutes: restaurant.prepMinutes, cuisines: restaurant.cuisines.join(', '), address: restaurant.address, lat: restaurant.location.lat, lng: restaurant.location.lng,
    timeZone: restaurant.timeZone, reason: '',
  });
  const set = (/** @type {string} */ field) => (/** @type {any} */ event) => setOne({ ...one, [field]: event.target.value });
  const [save, busy] = useCommand(async () => {
    const terms = {
      name: one.name.trim(), description: one.description.trim(), phone: one.phone.trim(), deliveryRadiusMeters: Number(one.deliveryRadiusMeters), prepMinutes: Number(one.prepMinutes),
      minimumOrder: { amount: cents(one.minimum), currency: restaurant.minimumOrder.currency },
    };
    const all = {
      ...terms, reason: one.reason.trim(), cuisines: one.cuisines.split(',').map((/** @type {string} */ name) => name.trim()).filter(Boolean), address: one.address.trim(),
      location: { lat: Number(one.lat), lng: Number(one.lng) }, timeZone: one.timeZone.trim(),
    };
    await onSaved(await (ops ? client.patch(`/api/v1/ops/product/restaurants/${restaurant.id}`, all) : client.patch(`/api/v1/restaurants/${restaurant.id}`, terms)));
    say(t('saved'), 'good');
  });
  return html`<form class="card" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); save(); }}><h2>${t('terms')}</h2>
    <${Field} label=${t('name')}><input required maxlength="100" value=${one.name} onInput=${set('name')} /><//>
    <${Field} label=${t('description')}><textarea rows="2" maxlength="500" value=${one.description} onInput=${set('description')}></textarea><//>
    <${Field} label=${t('phone')}><input type="tel" maxlength="20" placeholder="+49 …" value=${one.phone} onInput=${set('phone')} /><//>
    <div class="row"><${Field} label=${t('radius')}><input class="short" type="number" min="100" max="50000" required value=${one.deliveryRadiusMeters} onInput=${set('deliveryRadiusMeters')} /><//>
      <${Field} label=${`${t('minimum')} (${restaurant.minimumOrder.currency})`}><input class="short" required inputmode="decimal" value=${one.minimum} onInput=${set('minimum')} /><//>
      <${Field} label=${t('prep')}><input class="short" type="number" min="1" max="180" required value=${one.prepMinutes} onInput=${set('prepMinutes')} /><//></div>
    ${ops && html`<${Field} label=${t('cuisines')}><input required value=${one.cuisines} onInput=${set('cuisines')} /><//>
      <${Field} label=${t('address')}><input required maxlength="200" value=${one.address} onInput=${set('address')} /><//>
      <div class="row"><${Field} label=${t('lat')}><input class="short" type="number" step="any" required value=${one.lat} onInput=${set('lat')} /><//>
        <${Field} label=${t('lng')}><input class="short" type="number" step="any" required value=${one.lng} onInput=${set('lng')} /><//>
        <${Field} label=${t('zone')}><input class="short" required value=${one.timeZone} onInput=${set('timeZone')} /><//></div>
      <${Field} label=${t('reason')}><input required maxlength="200" value=${one.reason} onInput=${set('reason')} /><//>`}
    <${Button} type="submit" busy=${busy}>${t('save')}<//></form>`;
}
