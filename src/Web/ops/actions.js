// What ops may do with an order now: only what its states allow, each with a reason for the record.
import { html, useState } from '../shared/html.js';
import { newKey } from '../shared/client.js';
import { cents, money } from '../shared/format.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Button, Empty, Field } from '../shared/ui/parts.js';
import { Reason } from '../shared/ui/reason.js';
import { say } from '../shared/ui/toast.js';
import { ChooseDriver } from './choose-driver.js';
import { t } from './words.js';

const onDelivery = ['assign', 'transfer', 'unassign', 'deliver', 'fail', 'redeliver', 'return', 'returned', 'dispose'];
const onOrder = ['delay', 'collect', 'cancel'];
const harsh = ['cancel', 'dispose', 'fail'];
const failures = ['noAnswer', 'badAddress', 'refused', 'damaged', 'lost', 'courierFault', 'unsafe'];

/** @param {{ order: any, delivery: any, payment: any, onDone: () => Promise<void> }} props */
export function Actions({ order, delivery, payment, onDone }) {
  const [asked, setAsked] = useState('');
  const [driver, setDriver] = useState('');
  const [amount, setAmount] = useState('');
  const [failure, setFailure] = useState('courierFault');
  const [key, setKey] = useState(newKey);
  const left = payment ? payment.captured.amount - payment.refunded.amount : 0;
  const possible = [
    ...onOrder.filter(one => order.allowedActions.includes(one)), ...onDelivery.filter(one => delivery?.allowedActions.includes(one)), ...(left > 0 ? ['refund'] : []),
  ];
  const act = async (/** @type {string} */ reason) => {
    if (asked === 'refund') {
      await client.post(`/api/v1/payments/${payment.id}/refunds`, { reason, amount: { amount: cents(amount), currency: payment.captured.currency } }, { key });
      setKey(newKey());
    } else if (onOrder.includes(asked)) {
      await client.post(`/api/v1/orders/${order.id}/${asked}`, { reason, ...(asked === 'delay' && { minutes: 10 }) }, { ifMatch: order.version });
    } else {
      const body = asked === 'fail' ? { reason: failure } : { reason, ...(driver && ['assign', 'transfer'].includes(asked) && { driverId: driver }) };
      await client.post(`/api/v1/ops/delivery/deliveries/${delivery.id}/${asked}`, body);
    }
    say(t('done'), 'good');
    await onDone();
  };
  return html`<section class="card"><h2>${t('actions')}</h2>
    ${possible.length === 0 ? html`<${Empty}>${t('none')}<//>` : html`<div class="row">${possible.map(one => html`
      <${Button} key=${one} kind=${harsh.includes(one) ? 'bad' : 'plain'} onClick=${() => setAsked(one)}>${t(one)}<//>`)}</div>`}
    ${asked && html`<${Reason} title=${t(asked)} harsh=${harsh.includes(asked)} optional=${asked === 'fail'} onClose=${() => setAsked('')} onDo=${act}>
      ${['assign', 'transfer'].includes(asked) && html`<${ChooseDriver} near=${delivery.pickup} value=${driver} onChoose=${setDriver} />`}
      ${asked === 'fail' && html`<${Field} label=${t('failReason')}><select value=${failure} onChange=${(/** @type {any} */ event) => setFailure(event.target.value)}>
        ${failures.map(one => html`<option key=${one} value=${one}>${named(one)}</option>`)}</select><//>`}
      ${asked === 'refund' && html`<${Field} label=${`${t('amount')} (≤ ${money({ amount: left, currency: payment.captured.currency })})`}>
        <input required inputmode="decimal" pattern="[0-9]+([.,][0-9]{1,2})?" value=${amount} onInput=${(/** @type {any} */ event) => setAmount(event.target.value)} /><//>`}<//>`}
  </section>`;
}
