// What is past a deadline, with who is next and the calls that help: orders, money, messages of the provider, deliveries.
import { html, useState } from '../shared/html.js';
import { useFresh, useNow } from '../shared/hooks.js';
import { duration } from '../shared/format.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Button, Empty, Loaded, Status } from '../shared/ui/parts.js';
import { Reason } from '../shared/ui/reason.js';
import { say } from '../shared/ui/toast.js';
import { ChooseDriver } from './choose-driver.js';
import { t } from './words.js';

const harsh = ['cancel', 'dispose', 'dismiss', 'void'];
const ofADriver = ['assign', 'transfer'];

/** Does what the list of what is stuck names: its calls, as they stand there. @param {{ actions: any[], about: string, onDone: () => void }} props */
export function NamedActions({ actions, about, onDone }) {
  const [asked, setAsked] = useState(/** @type {any} */ (null));
  const [driver, setDriver] = useState('');
  const act = async (/** @type {string} */ reason) => {
    await client.call(asked.method, asked.path, { body: { reason, ...(driver && ofADriver.includes(asked.name) && { driverId: driver }) } });
    say(t('done'), 'good');
    onDone();
  };
  // A refund has an amount: it is given in the order's own page.
  return html`<div class="row">${actions.filter(one => one.name !== 'refund').map(one => html`<${Button} key=${one.name} kind=${harsh.includes(one.name) ? 'bad' : 'plain'} label=${`${t(one.name)}: ${about}`}
      onClick=${() => setAsked(one)}>${t(one.name)}<//>`)}</div>
    ${asked && html`<${Reason} title=${`${t(asked.name)}: ${about}`} harsh=${harsh.includes(asked.name)} onClose=${() => setAsked(null)} onDo=${act}>
      ${ofADriver.includes(asked.name) && html`<${ChooseDriver} value=${driver} onChoose=${setDriver} />`}<//>`}`;
}

/** @param {{ of: any, title: string, children: (one: any) => any }} props */
const Section = ({ of, title, children }) => html`<section><h2>${title}</h2><${Loaded} of=${of}>${(/** @type {any} */ { items }) => (items.length === 0
  ? html`<${Empty}>${t('nothingStuck')}<//>` : html`<ul class="grid">${items.map(children)}</ul>`)}<//></section>`;

/** @param {{ since: string, now: number }} props */
const Waits = ({ since, now }) => html`<span class="why">${t('waits', { time: duration((now - Date.parse(since)) / 1000) })}</span>`;

export function Stuck() {
  const [minutes, setMinutes] = useState(30);
  const now = useNow(5000);
  const often = { every: 15_000 };
  const orders = useFresh(() => client.get('/api/v1/ops/order/stuck?limit=100'), [], often);
  const money = useFresh(() => client.get('/api/v1/ops/payment/stuck?limit=100'), [], often);
  const parked = useFresh(() => client.get('/api/v1/ops/payment/webhooks?limit=50'), [], often);
  const deliveries = useFresh(() => client.get(`/api/v1/ops/delivery/deliveries?olderThanMinutes=${minutes}&limit=100`), [minutes], often);
  return html`<h1>${t('stuck')}</h1><div class="stack">
    <${Section} of=${orders} title=${t('orders')}>${(/** @type {any} */ one) => html`<li key=${`${one.order.id} ${one.because}`} class="card stack" data-order=${one.order.id}>
      <div class="row apart"><a href=${`#/orders/${one.order.id}`}><strong>${one.order.code}</strong></a><${Status} status="rejected" text=${named(one.because)} /></div>
      <p>${one.order.restaurantName} · ${t('nextIs', { who: named(one.owner) })}<br /><${Waits} since=${one.since} now=${now} /></p>
      <${NamedActions} actions=${one.actions} about=${one.order.code} onDone=${orders.reload} /></li>`}<//>
    <${Section} of=${money} title=${t('money')}>${(/** @type {any} */ one) => html`<li key=${one.operationId} class="card stack">
      <div class="row apart"><a href=${`#/orders/${one.orderId}`}><strong>${t(one.kind)}</strong></a><${Status} status="rejected" text=${t(one.status)} /></div>
      <p>${[one.failureCode, t('attempts', { count: one.attempts })].filter(Boolean).join(' · ')}<br /><${Waits} since=${one.since} now=${now} /></p>
      <${NamedActions} actions=${one.actions} about=${one.orderId.slice(-6)} onDone=${money.reload} /></li>`}<//>
    <${Section} of=${parked} title=${t('parked')}>${(/** @type {any} */ one) => html`<li key=${one.id} class="card stack">
      <strong>${one.type}</strong><p>${one.provider} · ${one.operationKey}<br /><${Waits} since=${one.receivedAt} now=${now} /></p>
      <${NamedActions} actions=${one.actions} about=${one.eventId} onDone=${parked.reload} /></li>`}<//>
    <div class="row" role="group" aria-label=${t('olderThan')}><span>${t('olderThan')}</span>${[5, 30, 60].map(one => html`
      <button key=${one} type="button" class="plain" aria-pressed=${minutes === one} onClick=${() => setMinutes(one)}>${one} min</button>`)}</div>
    <${Section} of=${deliveries} title=${t('deliveries')}>${(/** @type {any} */ one) => html`<li key=${one.id}><a class="card restaurant" href=${`#/orders/${one.orderId}`}>
      <span class="row apart"><strong>${one.orderCode ?? one.orderId.slice(-6)}</strong><${Status} status=${one.status} text=${named(one.status)} /></span><span>${one.restaurantName}</span>
      ${one.help && html`<span class="why">${t('asksHelp', { why: named(one.help.kind) })}</span>`}<${Waits} since=${one.createdAt} now=${now} /></a></li>`}<//></div>`;
}
