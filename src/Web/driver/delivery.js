// What the driver carries: one step at a time, with what the counter and the door need.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { directions, money } from '../shared/format.js';
import { CityMap } from '../shared/map/map.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Messages } from '../shared/ui/messages.js';
import { Button, Status } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { Counter, Meeting } from './counter.js';
import { Decision } from './decision.js';
import { Door } from './door.js';
import { Fail } from './fail.js';
import { Help } from './help.js';
import { t } from './words.js';

const next = /** @type {Record<string, { action: string, command: string }>} */ ({
  assigned: { action: 'arrivePickup', command: 'arrive-pickup' },
  pickedUp: { action: 'arriveDropoff', command: 'arrive-dropoff' },
  returning: { action: 'returned', command: 'returned' },
});

/** @param {{ delivery: any, position: ReturnType<typeof import('./position.js').usePosition>, onChanged: () => Promise<void> }} props */
export function Delivery({ delivery, position, onChanged }) {
  const [failing, setFailing] = useState(false);
  const toDoor = ['pickedUp', 'atDropoff', 'undeliverable'].includes(delivery.status);
  const target = toDoor && delivery.dropoff ? delivery.dropoff : delivery.pickup;
  const step = next[delivery.status];
  const can = (/** @type {string} */ action) => delivery.allowedActions.includes(action);
  const [act, busy] = useCommand(async (command, body) => {
    try {
      const now = await client.post(`/api/v1/deliveries/${delivery.id}/${command}`, body);
      if (['delivered', 'returned'].includes(now.status)) say(t('done', { pay: money(delivery.pay) }), 'good');
    } finally {
      await onChanged();
    }
  });
  const [ride, riding] = useCommand(() => position.ride(target));
  const places = [
    { id: 'pickup', lat: delivery.pickup.lat, lng: delivery.pickup.lng, kind: 'restaurant', name: delivery.pickup.name },
    delivery.dropoff && { id: 'door', lat: delivery.dropoff.lat, lng: delivery.dropoff.lng, kind: 'door', name: delivery.dropoff.address },
    { id: 'me', ...position.at, kind: 'courier', name: t('position') },
  ].filter(Boolean);
  return html`<section class="stack" data-delivery=${delivery.id} data-status=${delivery.status}>
    <div class="row apart"><h2>${delivery.orderCode ?? ''} ${target === delivery.pickup ? delivery.pickup.name : ''}</h2><${Status} status=${delivery.status} text=${named(delivery.status)} /></div>
    <${CityMap} places=${places} />
    <div class="card stack">
      <p><strong>${toDoor ? delivery.dropoff?.address : [delivery.pickup.name, delivery.pickup.address].filter(Boolean).join(', ')}</strong></p>
      ${!toDoor && html`<${Counter} delivery=${delivery} busy=${busy} act=${act} />`}
      ${delivery.takeOver && html`<${Meeting} delivery=${delivery} busy=${busy} act=${act} />`}
      ${toDoor && delivery.dropoff && html`<p>${[delivery.dropoff.contactName && t('doorFor', { name: delivery.dropoff.contactName }), delivery.dropoff.contactPhone].filter(Boolean).join(' · ')}</p>
        ${delivery.dropoff.notes && html`<p class="note warm">${t('notes')}: ${delivery.dropoff.notes}</p>`}`}
      <div class="row"><a class="button plain" rel="noopener noreferrer" target="_blank" href=${directions(target)}>${t('navigate')}</a>
        ${!position.real && html`<${Button} kind="plain" busy=${riding} onClick=${ride}>${t('ride')}<//>`}</div>
      ${delivery.status === 'undeliverable' && html`<${Decision} delivery=${delivery} busy=${busy} act=${act} />`}
      ${delivery.status === 'returning' && html`<p class="note warm">${t('returning')}</p>`}
      ${step && can(step.action) && html`<${Button} kind="main big" busy=${busy} onClick=${() => act(step.command)}>${t(step.action)}<//>`}
      ${can('deliver') && html`<${Door} delivery=${delivery} at=${position.at} busy=${busy} act=${act} />`}
      ${can('fail') && html`<${Button} kind="bad" onClick=${() => setFailing(true)}>${t('fail')}<//>`}
      ${can('unassign') && html`<${Button} kind="plain" busy=${busy} onClick=${() => act('unassign', { reason: 'cannotCarry' })}>${t('unassign')}<//>`}
      <${Help} deliveryId=${delivery.id} />
      <p class="soft">${t('pay')}: ${money(delivery.pay)}${delivery.tip?.amount > 0 ? `, ${t('ofItTip', { tip: money(delivery.tip) })}` : ''}</p>
    </div>
    <${Messages} orderId=${delivery.orderId} open=${true} />
    ${failing && html`<${Fail} delivery=${delivery} onClose=${() => setFailing(false)} act=${(/** @type {any} */ body) => { setFailing(false); act('fail', body); }} />`}
  </section>`;
}
