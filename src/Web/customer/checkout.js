// From the basket to the order: where to, a binding price with every part, a card, and one order, whatever happens on the way.
import { html, useEffect, useState } from '../shared/html.js';
import { useCommand, useFresh, useNow } from '../shared/hooks.js';
import { newKey } from '../shared/client.js';
import { between, clock, countdown, money } from '../shared/format.js';
import { Problem } from '../shared/problem.js';
import { describe } from '../shared/problems.js';
import { client } from '../shared/session.js';
import { Button, Field, Sums } from '../shared/ui/parts.js';
import { AddressChoice, useAddress } from './address.js';
import { CartLines, EmptyBasket, useCart } from './cart.js';
import { t } from './words.js';

const cards = ['tok_ok', 'tok_slow', 'tok_flaky', 'tok_decline_funds', 'tok_decline_stolen', 'tok_timeout'];
const tips = [0, 100, 200, 300];

/** The parts of a price, as of a quote or an order. @param {any} price @returns {[string, string, string?][]} */
export const priceRows = price => /** @type {any} */ ([
  [t('subtotal'), money(price.subtotal)], [t('deliveryFee'), money(price.deliveryFee)], [t('serviceFee'), money(price.serviceFee)],
  price.tip.amount > 0 && [t('tip'), money(price.tip)], price.discount.amount > 0 && [t('discount'), `− ${money(price.discount)}`],
  [t('total'), money(price.total), 'total'], [t('tax'), money(price.tax), 'soft'],
]);

/** One key for one quote, so that an order that is sent again, even after a reload, is the same order. @param {string} quoteId */
function keyOf(quoteId) {
  const name = `fd.order.${quoteId}`;
  const key = sessionStorage.getItem(name) ?? newKey();
  sessionStorage.setItem(name, key);
  return key;
}

/** @param {{ choices: any, version: number }} props */
function Quote({ choices, version }) {
  const [quote, setQuote] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [card, setCard] = useState('tok_ok');
  const [note, setNote] = useState('');
  const saved = useFresh(() => client.get('/api/v1/payment-methods?limit=20'), [], { every: 600_000 });
  const now = useNow();
  const ask = async () => {
    setProblem(null);
    try {
      setQuote(await client.post('/api/v1/cart/quote', choices));
    } catch (error) {
      setQuote(null);
      setProblem(error);
    }
  };
  useEffect(() => { ask(); }, [JSON.stringify(choices), version]);
  const [order, busy] = useCommand(async () => {
    try {
      const placed = await client.post('/api/v1/orders', { quoteId: quote.quoteId, paymentMethod: card, ...(note.trim() && { note: note.trim() }) }, { key: keyOf(quote.quoteId) });
      location.hash = `#/orders/${placed.id}`;
    } catch (error) {
      if (error instanceof Problem && ['price_changed', 'quote_expired', 'quote_used', 'quote_not_found'].includes(error.code)) ask();
      throw error;
    }
  });
  if (problem) return html`<p class="note bad" role="alert">${describe(problem)}</p><${Button} kind="plain" onClick=${ask}>${t('requote')}<//>`;
  if (!quote) return html`<p class="loading" role="status">…</p>`;
  const left = Date.parse(quote.expiresAt) - now;
  return html`
    ${quote.priceChanges.length > 0 && html`<p class="note warm" role="status">${t('priceChanges')}</p>`}
    ${quote.closesAt && html`<p class="note warm">${t('closesAt', { time: clock(quote.closesAt) })}</p>`}
    <${Sums} rows=${priceRows(quote)} />
    <p><strong>${t(choices.fulfilment === 'pickup' ? 'promiseFetched' : 'promise', { time: between(quote.promise) })}</strong></p>
    <${Field} label=${t('kitchenNote')}><input maxlength="300" value=${note} onInput=${(/** @type {any} */ event) => setNote(event.target.value)} /><//>
    <${Field} label=${t('card')}><select value=${card} onChange=${(/** @type {any} */ event) => setCard(event.target.value)}>
      ${(saved.data?.items ?? []).map((/** @type {any} */ one) => html`<option key=${one.id} value=${one.id}>${one.label}</option>`)}
      ${cards.map(one => html`<option key=${one} value=${one}>${t(one)}</option>`)}</select><//>
    ${left > 0 ? html`<${Button} kind="main big" busy=${busy} onClick=${order}>${t('orderFor', { amount: money(quote.total) })}<//>
      <p class="soft number">${busy ? t('notConfirmed') : t('quoted', { time: countdown(left) })}</p>`
    : html`<${Button} onClick=${ask}>${t('requote')}<//>`}`;
}

export function Basket() {
  const cart = useCart();
  const where = useAddress();
  const [fulfilment, setFulfilment] = useState('delivery');
  const [tip, setTip] = useState(0);
  const [leave, setLeave] = useState(false);
  const full = cart.data?.lines.length > 0;
  const currency = cart.data?.subtotal.currency;
  const choices = { fulfilment, ...(fulfilment === 'delivery' && { addressId: where.address?.id, ...(leave && { leaveAtDoor: true }), ...(tip > 0 && { tip: { amount: tip, currency } }) }) };
  return html`<h1>${t('basket')}</h1>
    ${cart.data && !full ? html`<${EmptyBasket} />` : html`<div class="columns">
      <section class="card"><${CartLines} cart=${cart} /></section>
      <section class="side card">
        <fieldset><legend>${t('where')}</legend><div class="row">${['delivery', 'pickup'].map(one => html`
          <button key=${one} type="button" class="plain" aria-pressed=${fulfilment === one} onClick=${() => setFulfilment(one)}>${t(one)}</button>`)}</div></fieldset>
        ${fulfilment === 'delivery' && html`<${AddressChoice} of=${where} />
          <label class="choice"><input type="checkbox" checked=${leave} onChange=${() => setLeave(!leave)} /><span>${t('leaveAtDoor')}</span></label>
        <fieldset><legend>${t('tip')}</legend><div class="row">${tips.map(amount => html`
          <button key=${amount} type="button" class="plain" aria-pressed=${tip === amount} onClick=${() => setTip(amount)}>${money({ amount, currency: currency ?? 'EUR' })}</button>`)}</div></fieldset>`}
        ${full && (fulfilment === 'pickup' || where.address) && html`<${Quote} choices=${choices} version=${cart.data.version} />`}
      </section></div>`}`;
}
