// One order on the board, with what can be done about it now.
import { html, useState } from '../shared/html.js';
import { useCommand, useNow } from '../shared/hooks.js';
import { clock, countdown } from '../shared/format.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Button, Status } from '../shared/ui/parts.js';
import { HandOver } from './hand-over.js';
import { Reject } from './reject.js';
import { Talk } from './talk.js';
import { t } from './words.js';

/** @param {{ order: any }} props */
function Clock({ order }) {
  const now = useNow();
  if (order.status === 'awaitingAcceptance') {
    const left = Date.parse(order.acceptBy) - now;
    return html`<span class="left ${left < 60_000 ? 'late' : ''}"><b class="number">${countdown(left)}</b> ${t('left')}</span>`;
  }
  if (!order.readyBy) return null;
  const over = now - Date.parse(order.readyBy);
  return html`<span class="left ${over > 0 ? 'late' : ''}">${over > 0 && order.status !== 'ready' ? t('late', { time: countdown(over) }) : t('readyBy', { time: clock(order.readyBy) })}</span>`;
}

/** @param {{ order: any, prep: number, onChanged: (order: any) => void, onStale: () => void }} props */
export function Ticket({ order, prep, onChanged, onStale }) {
  const [rejecting, setRejecting] = useState(false);
  const can = (/** @type {string} */ action) => order.allowedActions.includes(action);
  const [act, busy] = useCommand(async (action, body) => {
    try {
      onChanged(await client.post(`/api/v1/orders/${order.id}/${action}`, body));
    } catch (problem) {
      onStale();
      throw problem;
    }
  });
  const pieces = order.lines.reduce((/** @type {number} */ sum, /** @type {any} */ line) => sum + line.quantity, 0);
  return html`<li class="card ticket" data-order=${order.id} data-code=${order.code} data-status=${order.status}>
    <div class="row apart"><strong class="ticket-code">${order.code}</strong><${Clock} order=${order} /></div>
    <ul class="lines">${order.lines.map((/** @type {any} */ line, /** @type {number} */ i) => html`<li key=${i}><span class="count">${line.quantity} ×</span><span>${line.name}</span><span></span>
      ${(line.options.length > 0 || line.note) && html`<small>${[...line.options, line.note && `${t('note')}: ${line.note}`].filter(Boolean).join(', ')}</small>`}</li>`)}</ul>
    ${order.note && html`<p class="note warm">${order.note}</p>`}
    <p class="soft">${order.fulfilment === 'pickup' ? t('pickup')
    : order.delivery?.driverName ? t('courier', { name: order.delivery.driverName, status: named(order.delivery.status) })
      : order.delivery && t('noCourier', { status: named(order.delivery.status) })}</p>
    ${can('accept') && html`<div class="row" role="group" aria-label=${t('acceptHow')}>${[prep, prep + 10, prep + 20].map((minutes, i) => html`
      <${Button} key=${minutes} kind=${i === 0 ? 'main' : 'plain'} busy=${busy} onClick=${() => act('accept', { prepMinutes: minutes })}>${t('accept', { minutes })}<//>`)}</div>`}
    <div class="row">
      ${can('start') && html`<${Button} busy=${busy} onClick=${() => act('start')}>${t('start')}<//>`}
      ${can('ready') && html`<${Button} kind=${can('start') ? 'plain' : 'main'} busy=${busy} onClick=${() => act('ready')}>${t('ready')}<//>`}
      ${can('delay') && html`<${Button} kind="plain" busy=${busy} onClick=${() => act('delay', { minutes: 10, reason: 'kitchen busy' })}>${t('delay')}<//>`}
      <${Talk} order=${order} />
      ${can('reject') && html`<${Button} kind="bad" busy=${busy} onClick=${() => setRejecting(true)}>${t('reject')}<//>`}
    </div>
    ${order.status === 'ready' && html`<p><${Status} status="ready" text=${t('bags', { count: pieces })} /></p>`}
    ${(can('collect') || can('noShow')) && html`<${HandOver} order=${order} act=${act} busy=${busy} />`}
    ${rejecting && html`<${Reject} order=${order} onClose=${() => setRejecting(false)} onReject=${(/** @type {any} */ body) => { setRejecting(false); act('reject', body); }} />`}
  </li>`;
}
