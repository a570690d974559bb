// A customer's addresses: to where food is brought. The place is set on the map, because nobody knows coordinates.
import { html, useState } from '../shared/html.js';
import { useCommand, useFresh } from '../shared/hooks.js';
import { center, streets } from '../shared/map/city.js';
import { CityMap } from '../shared/map/map.js';
import { client } from '../shared/session.js';
import { Dialog } from '../shared/ui/dialog.js';
import { Button, Field, Loaded } from '../shared/ui/parts.js';
import { t } from './words.js';

const path = '/api/v1/users/me/addresses';

/** The middle of a street of the invented city that the address names. @param {string} address */
function placeOf(address) {
  const street = streets.find(([name]) => address.toLowerCase().startsWith(name.toLowerCase()));
  return street && { lat: Number(((street[1] + street[3]) / 2).toFixed(6)), lng: Number(((street[2] + street[4]) / 2).toFixed(6)) };
}

/** @param {{ first: any, onClose: () => void, onSaved: () => Promise<void> }} props */
function Edit({ first, onClose, onSaved }) {
  const [one, setOne] = useState({ label: '', address: '', notes: '', ...center, ...first });
  const set = (/** @type {string} */ field) => (/** @type {any} */ event) => setOne({ ...one, [field]: event.target.value, ...(field === 'address' && placeOf(event.target.value)) });
  const [save, busy] = useCommand(async () => {
    const body = { address: one.address.trim(), lat: Number(one.lat), lng: Number(one.lng), ...(one.label?.trim() && { label: one.label.trim() }), ...(one.notes?.trim() && { notes: one.notes.trim() }) };
    await (first.id ? client.put(`${path}/${first.id}`, body) : client.post(path, body));
    onClose();
    await onSaved();
  });
  return html`<${Dialog} title=${t(first.id ? 'editAddress' : 'addAddress')} onClose=${onClose}><form onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); save(); }}>
    <${Field} label=${t('street')}><input required maxlength="200" autocomplete="street-address" list="streets" value=${one.address} onInput=${set('address')} /><//>
    <datalist id="streets">${streets.map(([name]) => html`<option key=${name} value=${`${name} `} />`)}</datalist>
    <${Field} label=${t('label')}><input maxlength="50" value=${one.label ?? ''} onInput=${set('label')} /><//>
    <${Field} label=${t('doorNotes')}><input maxlength="300" value=${one.notes ?? ''} onInput=${set('notes')} /><//>
    <${CityMap} places=${[{ id: `${one.lat} ${one.lng}`, lat: Number(one.lat), lng: Number(one.lng), kind: 'door', name: one.address || t('street') }]} />
    <div class="row"><${Field} label=${t('lat')}><input class="short" type="number" step="any" min="-85" max="85" required value=${one.lat} onInput=${set('lat')} /><//>
      <${Field} label=${t('lng')}><input class="short" type="number" step="any" min="-180" max="180" required value=${one.lng} onInput=${set('lng')} /><//></div>
    <${Button} type="submit" busy=${busy}>${t('save')}<//></form><//>`;
}

export function Addresses() {
  const [editing, setEditing] = useState(/** @type {any} */ (null));
  const addresses = useFresh(() => client.get(path), [], { every: 600_000 });
  const [remove, busy] = useCommand(async id => {
    await client.delete(`${path}/${id}`);
    await addresses.reload();
  });
  return html`<section class="card stack"><div class="row apart"><h2>${t('addresses')}</h2><${Button} kind="plain" onClick=${() => setEditing({})}>${t('addAddress')}<//></div>
    <${Loaded} of=${addresses}>${(/** @type {any} */ { items }) => html`<ul class="stack">${items.map((/** @type {any} */ one) => html`<li key=${one.id} class="row apart">
      <span>${one.label && html`<strong>${one.label}</strong><br />`}${one.address}${one.notes && html`<br /><small>${one.notes}</small>`}</span>
      <span class="row"><${Button} kind="plain" label=${`${t('change')}: ${one.address}`} onClick=${() => setEditing(one)}>${t('change')}<//>
        <${Button} kind="plain" disabled=${busy} label=${`${t('remove')}: ${one.address}`} onClick=${() => remove(one.id)}>${t('remove')}<//></span></li>`)}</ul>`}<//>
    ${editing && html`<${Edit} first=${editing} onClose=${() => setEditing(null)} onSaved=${addresses.reload} />`}</section>`;
}
