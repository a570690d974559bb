// Restaurants: who applies, and all that can be said of one that is there.
import { html, useState } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { day, money } from '../shared/format.js';
import { Hours } from '../restaurant/hours.js';
import { MenuEditor } from '../restaurant/menu.js';
import { Staff } from '../restaurant/staff.js';
import { Terms } from '../restaurant/terms.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Pages, usePages } from '../shared/ui/more.js';
import { Button, Empty, Loaded, Status, Sums } from '../shared/ui/parts.js';
import { Reason } from '../shared/ui/reason.js';
import { say } from '../shared/ui/toast.js';
import { t } from './words.js';

const stateName = (/** @type {string} */ state) => (state === 'refused' ? t('wasRefused') : named(state));

function Applications() {
  const [status, setStatus] = useState('applied');
  const [asked, setAsked] = useState(/** @type {any} */ (null));
  const applications = usePages(`/api/v1/ops/product/applications?status=${status}`);
  const act = async (/** @type {string} */ reason) => {
    await client.post(`/api/v1/ops/product/applications/${asked.one.id}/${asked.action}`, asked.action === 'refuse' ? { reason } : undefined);
    say(t('done'), 'good');
    await applications.reload();
  };
  return html`<section><h2>${t('applications')}</h2><div class="row" role="group" aria-label=${t('status')}>${['applied', 'approved', 'refused'].map(one => html`
      <button key=${one} type="button" class="plain" aria-pressed=${status === one} onClick=${() => setStatus(one)}>${stateName(one)}</button>`)}</div>
    <${Pages} of=${applications}>${(/** @type {any[]} */ items) => (items.length === 0 ? html`<${Empty}>${t('none')}<//>` : html`<ul class="grid shelf">${items.map(one => html`<li key=${one.id} class="card stack" data-application=${one.restaurant.name}>
      <h3>${one.restaurant.name}</h3><${Sums} rows=${[[t('cuisines'), one.restaurant.cuisines.join(', ')], [t('address'), one.restaurant.address], [t('minimum'), money(one.restaurant.minimumOrder)],
    [t('radius'), `${one.restaurant.deliveryRadiusMeters} m`], [t('placed'), day(one.createdAt)], one.decidedAt && [stateName(one.status), day(one.decidedAt)], one.reason && [t('reasonGiven'), one.reason]].filter(Boolean)} />
      ${one.message && html`<p class="note">${one.message}</p>`}
      ${one.status === 'applied' && html`<div class="row">${['approve', 'refuse'].map(action => html`<${Button} key=${action} kind=${action === 'refuse' ? 'bad' : 'main'}
        label=${`${t(action)}: ${one.restaurant.name}`} onClick=${() => setAsked({ one, action })}>${t(action)}<//>`)}</div>`}
      ${one.restaurantId && html`<a href=${`#/restaurants/${one.restaurantId}`}>${t('restaurant')} →</a>`}</li>`)}</ul>`)}<//>
    ${asked && html`<${Reason} title=${`${t(asked.action)}: ${asked.one.restaurant.name}`} harsh=${asked.action === 'refuse'} optional=${asked.action === 'approve'}
      onClose=${() => setAsked(null)} onDo=${act} />`}</section>`;
}

/** @param {{ id: string }} props */
export function Restaurant({ id }) {
  const [asked, setAsked] = useState('');
  const page = useFresh(() => client.get(`/api/v1/restaurants/${id}`), [id], { every: 60_000 });
  const put = (/** @type {any} */ restaurant) => page.change(() => restaurant);
  const act = async (/** @type {string} */ reason) => {
    if (asked === 'closeForGood') put(await client.post(`/api/v1/ops/product/restaurants/${id}/close`, { reason }));
    else put(await client.post(`/api/v1/restaurants/${id}/${asked}`, asked === 'pause' ? { reason } : undefined));
    say(t('done'), 'good');
  };
  return html`<p><a href="#/restaurants">← ${t('restaurants')}</a></p><${Loaded} of=${page}>${(/** @type {any} */ restaurant) => html`
    <div class="row apart"><h1>${restaurant.name}</h1><${Status} status=${restaurant.closedAt ? 'closed' : restaurant.status} text=${restaurant.closedAt ? t('gone', { time: day(restaurant.closedAt) }) : named(restaurant.status)} /></div>
    ${!restaurant.closedAt && html`<div class="row">${[restaurant.status === 'paused' ? 'resume' : 'pause', 'closeForGood'].map(one => html`
      <${Button} key=${one} kind=${one === 'closeForGood' ? 'bad' : 'plain'} onClick=${() => setAsked(one)}>${t(one)}<//>`)}</div>`}
    ${restaurant.closedAt ? null : html`<div class="halves shelf" key=${restaurant.version}><div class="stack"><${Terms} restaurant=${restaurant} ops=${true} onSaved=${put} /><${Staff} restaurantId=${id} /></div>
      <${Hours} restaurant=${restaurant} onSaved=${put} /></div><h2 class="shelf">${t('menu')}</h2><${MenuEditor} restaurantId=${id} />`}
    ${asked && html`<${Reason} title=${`${t(asked)}: ${restaurant.name}`} harsh=${asked === 'closeForGood'} optional=${asked === 'resume'} onClose=${() => setAsked('')} onDo=${act} />`}`}<//>`;
}

export function Restaurants() {
  const restaurants = usePages('/api/v1/restaurants');
  return html`<h1>${t('restaurants')}</h1><div class="stack"><${Applications} />
    <section><h2>${t('there')}</h2><${Pages} of=${restaurants}>${(/** @type {any[]} */ items) => html`<div class="scroll" tabindex="0" role="region" aria-label=${t('there')}><table><tbody>${items.map(one => html`
      <tr key=${one.id}><td><a href=${`#/restaurants/${one.id}`}>${one.name}</a><br /><small>${one.cuisines.join(', ')}</small></td><td>${one.address}</td><td><${Status} status=${one.status} text=${named(one.status)} /></td></tr>`)}</tbody></table></div>`}<//></section></div>`;
}
