// Whether orders are taken, and how long preparing takes: a pause, or "busy", both with an end or until somebody ends it.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { clock } from '../shared/format.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Dialog } from '../shared/ui/dialog.js';
import { Button, Status } from '../shared/ui/parts.js';
import { t } from './words.js';

const lengths = /** @type {[string, number|null][]} */ ([['for15', 15], ['for60', 60], ['forOpen', null]]);

/** @param {{ restaurant: any, onChanged: (restaurant: any) => void }} props */
export function Service({ restaurant, onChanged }) {
  const [asking, setAsking] = useState(false);
  const [later, setLater] = useState(0);
  const path = `/api/v1/restaurants/${restaurant.id}`;
  const [act, busy] = useCommand(async work => {
    setAsking(false);
    onChanged(await work());
  });
  const pause = (/** @type {number|null} */ minutes) => act(() => client.post(`${path}/pause`, {
    reason: later ? 'busy' : 'kitchen', ...(later && { busyMinutes: later }), ...(minutes && { until: new Date(Date.now() + minutes * 60_000).toISOString() }),
  }));
  const prep = (/** @type {number} */ more) => act(() => client.patch(path, { prepMinutes: Math.max(5, restaurant.prepMinutes + more) }));
  const normal = restaurant.status !== 'paused' && !restaurant.busyMinutes;
  return html`<div class="row">
    <${Status} status=${restaurant.busyMinutes ? 'paused' : restaurant.status} text=${restaurant.busyMinutes ? t('busyNow', { minutes: restaurant.busyMinutes }) : named(restaurant.status)} />
    ${restaurant.status === 'paused' && restaurant.opensAt && html`<span class="soft">${t('until', { time: clock(restaurant.opensAt) })}</span>`}
    <span class="row" title=${t('minutes')}><${Button} kind="plain" label=${`${t('minutes')} −5`} disabled=${busy} onClick=${() => prep(-5)}>−<//>
      <span class="number">${restaurant.prepMinutes} min</span><${Button} kind="plain" label=${`${t('minutes')} +5`} disabled=${busy} onClick=${() => prep(5)}>+<//></span>
    ${normal ? html`<${Button} kind="plain" busy=${busy} onClick=${() => { setLater(0); setAsking(true); }}>${t('pause')}<//>
      <${Button} kind="plain" busy=${busy} onClick=${() => { setLater(15); setAsking(true); }}>${t('busy')}<//>`
    : html`<${Button} busy=${busy} onClick=${() => act(() => client.post(`${path}/resume`))}>${t('resume')}<//>`}
    ${asking && html`<${Dialog} title=${t(later ? 'busy' : 'pause')} onClose=${() => setAsking(false)}><p>${t(later ? 'busyHint' : 'pausedNow')}</p>
      ${later > 0 && html`<div class="row" role="group" aria-label=${t('laterBy')}><span>${t('laterBy')}</span>${[10, 15, 20, 30].map(one => html`
        <button key=${one} type="button" class="plain" aria-pressed=${later === one} onClick=${() => setLater(one)}>${one} min</button>`)}</div>`}
      <div class="row shelf">${lengths.map(([name, minutes]) => html`<${Button} key=${name} kind=${minutes ? 'main' : 'plain'} onClick=${() => pause(minutes)}>${t(name)}<//>`)}</div><//>`}
  </div>`;
}
