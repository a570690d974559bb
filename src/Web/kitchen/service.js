// Whether orders are taken, and how long preparing takes.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Dialog } from '../shared/ui/dialog.js';
import { Button, Status } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ restaurant: any, onDone: () => void }} props */
export function Service({ restaurant, onDone }) {
  const [asking, setAsking] = useState(false);
  const path = `/api/v1/restaurants/${restaurant.id}`;
  const [act, busy] = useCommand(async work => {
    setAsking(false);
    await work();
    await onDone();
  });
  const pause = (/** @type {number|null} */ minutes) => act(() => client.post(`${path}/pause`, {
    reason: 'kitchen', ...(minutes && { until: new Date(Date.now() + minutes * 60_000).toISOString() }),
  }));
  const prep = (/** @type {number} */ more) => act(() => client.patch(path, { prepMinutes: Math.max(5, restaurant.prepMinutes + more) }));
  return html`<div class="row">
    <${Status} status=${restaurant.status} text=${named(restaurant.status)} />
    <span class="row" title=${t('kitchenBusy')}><${Button} kind="plain" label=${`${t('minutes')} −5`} disabled=${busy} onClick=${() => prep(-5)}>−<//>
      <span class="number">${restaurant.prepMinutes} min</span><${Button} kind="plain" label=${`${t('minutes')} +5`} disabled=${busy} onClick=${() => prep(5)}>+<//></span>
    ${restaurant.status === 'paused' ? html`<${Button} busy=${busy} onClick=${() => act(() => client.post(`${path}/resume`))}>${t('resume')}<//>`
    : html`<${Button} kind="plain" busy=${busy} onClick=${() => setAsking(true)}>${t('pause')}<//>`}
    ${asking && html`<${Dialog} title=${t('pause')} onClose=${() => setAsking(false)}><p>${t('pausedNow')}</p><div class="row">
      <${Button} onClick=${() => pause(15)}>${t('pause15')}<//><${Button} onClick=${() => pause(60)}>${t('pause60')}<//>
      <${Button} kind="plain" onClick=${() => pause(null)}>${t('pauseOpen')}<//></div><//>`}
  </div>`;
}
