// Drivers who are there, with place and load; and those who apply, or were approved, suspended, refused.
import { html, useState } from '../shared/html.js';
import { useFresh, useNow } from '../shared/hooks.js';
import { day, duration } from '../shared/format.js';
import { CityMap } from '../shared/map/map.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Pages, usePages } from '../shared/ui/more.js';
import { Button, Empty, Loaded, Status } from '../shared/ui/parts.js';
import { Reason } from '../shared/ui/reason.js';
import { t } from './words.js';

const states = ['applied', 'approved', 'suspended', 'refused'];
const stateName = (/** @type {string} */ state) => (state === 'refused' ? t('wasRefused') : named(state));

async function read() {
  const [drivers, deliveries] = await Promise.all([client.get('/api/v1/ops/delivery/drivers?online=true&limit=100'), client.get('/api/v1/ops/delivery/deliveries?limit=100')]);
  const carried = new Map(deliveries.items.map((/** @type {any} */ one) => [one.id, one]));
  return drivers.items.map((/** @type {any} */ one) => ({ ...one, carries: carried.get(one.deliveryId) }));
}

function There() {
  const drivers = useFresh(read, [], { when: event => /^delivery\.status/.test(event.type), every: 10_000 });
  const now = useNow(5000);
  return html`<${Loaded} of=${drivers}>${(/** @type {any[]} */ all) => html`<div class="columns">
    <div class="scroll" tabindex="0" role="region" aria-label=${t('online')}><table><thead><tr><th>${t('driver')}</th><th>${t('since')}</th><th>${t('load')}</th><th>${t('placeKnown')}</th></tr></thead>
      <tbody>${all.map(one => html`<tr key=${one.id}><td><strong>${one.firstName}</strong> <small>${named(one.vehicle)}</small>${!one.approved && html` <${Status} status="suspended" text=${named('suspended')} />`}</td>
        <td>${day(one.onlineSince)}</td><td>${one.carries ? html`<a href=${`#/orders/${one.carries.orderId}`}>${one.carries.orderCode ?? ''} ${named(one.carries.status)}</a>` : one.deliveryId ? t('carries') : t('free')}</td>
        <td class=${one.position && now - Date.parse(one.position.at) > 60_000 ? 'why' : ''}>${one.position ? t('ago', { time: duration((now - Date.parse(one.position.at)) / 1000) }) : '–'}</td></tr>`)}</tbody></table>
      ${all.length === 0 && html`<${Empty}>${t('none')}<//>`}</div>
    <aside class="side"><${CityMap} places=${all.filter(one => one.position).map(one => ({ id: one.id, lat: one.position.lat, lng: one.position.lng, kind: 'driver', name: one.firstName }))} /></aside></div>`}<//>`;
}

function Known() {
  const [status, setStatus] = useState('applied');
  const [asked, setAsked] = useState(/** @type {any} */ (null));
  const drivers = usePages(`/api/v1/ops/user/drivers?status=${status}`);
  const act = async (/** @type {any} */ one, /** @type {string} */ action, /** @type {string} */ reason) => {
    await client.post(`/api/v1/ops/user/drivers/${one.id}/${action}`, action === 'approve' ? undefined : { reason });
    await drivers.reload();
  };
  return html`<h2>${t('knownDrivers')}</h2><div class="row" role="group" aria-label=${t('status')}>${states.map(one => html`
      <button key=${one} type="button" class="plain" aria-pressed=${status === one} onClick=${() => setStatus(one)}>${stateName(one)}</button>`)}</div>
    <${Pages} of=${drivers}>${(/** @type {any[]} */ items) => (items.length === 0 ? html`<${Empty}>${t('none')}<//>` : html`<div class="scroll" tabindex="0" role="region" aria-label=${t('knownDrivers')}><table><tbody>
      ${items.map(one => html`<tr key=${one.id}><td><strong>${one.displayName}</strong><br /><small>${[one.email, one.phone].filter(Boolean).join(' · ')}</small></td><td>${one.vehicle ? named(one.vehicle) : ''}</td>
        <td><${Status} status=${one.status} text=${stateName(one.status)} />${one.reason && html`<br /><small>${one.reason}</small>`}</td>
        <td><div class="row">${one.allowedActions.map((/** @type {string} */ action) => html`<${Button} key=${action} kind=${action === 'approve' ? 'plain' : 'bad'} label=${`${t(action)}: ${one.displayName}`}
          onClick=${() => setAsked({ one, action })}>${t(action)}<//>`)}</div></td></tr>`)}</tbody></table></div>`)}<//>
    ${asked && html`<${Reason} title=${`${t(asked.action)}: ${asked.one.displayName}`} harsh=${asked.action !== 'approve'} optional=${asked.action === 'approve'}
      onClose=${() => setAsked(null)} onDo=${(/** @type {string} */ reason) => act(asked.one, asked.action, reason)} />`}`;
}

export const Drivers = () => html`<h1>${t('drivers')}</h1><div class="stack"><${There} /><${Known} /></div>`;
