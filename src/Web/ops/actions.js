// What ops may do with an order now: only what its states allow, each with a reason for the record.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { newKey } from '../shared/client.js';
import { money } from '../shared/format.js';
import { client } from '../shared/session.js';
import { Dialog } from '../shared/ui/dialog.js';
import { Button, Empty, Field } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { t } from './words.js';

const onDelivery = ['assign', 'unassign', 'deliver', 'fail', 'redeliver', 'return', 'returned', 'dispose'];
const onOrder = ['delay', 'collect', 'cancel'];
const harsh = ['cancel', 'dispose', 'fail'];

/** @param {{ order: any, delivery: any, payment: any, onDone: () => Promise<void> }} props */
export function Actions({ order, delivery, payment, onDone }) {
  const [asked, setAsked] = useState('');
  const [reason, setReason] = useState('');
  const [driver, setDriver] = useState('');
  const [amount, setAmount] = useState('');
  const left = payment ? payment.captured.amount - payment.refunded.amount : 0;
  const possible = [
    ...onOrder.filter(one => order.allowedActions.includes(one)), ...onDelivery.filter(one => delivery?.allowedActions.includes(one)), ...(left > 0 ? ['refund'] : []),
  ];
  const work = async () => {
    const why = { reason: reason.trim() };
    if (asked === 'refund') {
      return client.post(`/api/v1/payments/${payment.id}/refunds`, { ...why, amount: { amount: Math.round(Number(amount.replace(',', '.')) * 100), currency: payment.captured.currency } }, { key: newKey() });
    }
    if (asked === 'delay') return client.post(`/api/v1/orders/${order.id}/delay`, { ...why, minutes: 10 });
    if (onOrder.includes(asked)) return client.post(`/api/v1/orders/${order.id}/${asked}`, why);
    const body = asked === 'assign' ? { ...why, driverId: driver.trim() } : asked === 'fail' ? { reason: 'noAnswer' } : why;
    return client.post(`/api/v1/ops/delivery/deliveries/${delivery.id}/${asked}`, body);
  };
  const [act, busy] = useCommand(async () => {
    await work();
    setAsked('');
    say(t('done'), 'good');
    await onDone();
  });
  return html`<section class="card"><h2>${t('actions')}</h2>
    ${possible.length === 0 ? html`<${Empty}>${t('none')}<//>` : html`<div class="row">${possible.map(one => html`
      <${Button} key=${one} kind=${harsh.includes(one) ? 'bad' : 'plain'} onClick=${() => setAsked(one)}>${t(one)}<//>`)}</div>`}
    ${asked && html`<${Dialog} title=${t(asked)} onClose=${() => setAsked('')}>
      <form onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); act(); }}>
        ${asked === 'assign' && html`<${Field} label=${t('driverId')}><input required value=${driver} onInput=${(/** @type {any} */ event) => setDriver(event.target.value)} /><//>`}
        ${asked === 'refund' && html`<${Field} label=${`${t('amount')} (≤ ${money({ amount: left, currency: payment.captured.currency })})`}><input required inputmode="decimal" value=${amount} onInput=${(/** @type {any} */ event) => setAmount(event.target.value)} /><//>`}
        ${asked !== 'fail' && html`<${Field} label=${t('reason')}><input required maxlength="200" value=${reason} onInput=${(/** @type {any} */ event) => setReason(event.target.value)} /><//>`}
        <${Button} type="submit" kind=${harsh.includes(asked) ? 'bad' : 'main'} busy=${busy}>${t('doIt')}<//></form><//>`}
  </section>`;
}
