// What was brought, how much of the pay was a tip, and what a day comes to.
import { html } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { clock, date, money, number } from '../shared/format.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Pages, usePages } from '../shared/ui/more.js';
import { Empty, Status, Sums } from '../shared/ui/parts.js';
import { t } from './words.js';

/** By day, newest first, with sums of what is on the list. @param {any[]} items */
function byDay(items) {
  /** @type {Map<string, any[]>} */
  const days = new Map();
  for (const one of items) {
    const day = new Date(one.endedAt).toDateString();
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  const sum = (/** @type {any[]} */ all, /** @type {string} */ part) => ({ amount: all.reduce((total, one) => total + (one[part]?.amount ?? 0), 0), currency: all[0].pay.currency });
  return [...days.values()].map(all => ({ at: all[0].endedAt, all, pay: sum(all, 'pay'), tip: sum(all, 'tip') }));
}

export function Earnings() {
  const past = usePages('/api/v1/drivers/me/deliveries');
  const me = useFresh(() => client.get('/api/v1/drivers/me'), []);
  const rating = me.data?.rating;
  return html`<h1>${t('earnings')}</h1>${rating && html`<p>★ ${t('ratedBy', { average: number(rating.average), count: rating.count })}</p>`}<${Pages} of=${past}>${(/** @type {any[]} */ items) => (items.length === 0 ? html`<${Empty}>${t('noEarnings')}<//>`
    : html`<div class="stack">${byDay(items).map(day => html`<section key=${day.at} class="card"><h2>${date(day.at)}</h2>
      <ul class="lines">${day.all.map(one => html`<li key=${one.id}><span class="soft number">${clock(one.endedAt)}</span>
        <span>${one.orderCode ?? ''} ${one.restaurantName} ${one.status !== 'delivered' && html`<${Status} status=${one.status} text=${named(one.status)} />`}</span><span class="number">${money(one.pay)}</span>
        ${one.tip?.amount > 0 && html`<small>${t('ofItTip', { tip: money(one.tip) })}</small>`}</li>`)}</ul>
      <${Sums} rows=${[[t('pay'), money({ ...day.pay, amount: day.pay.amount - day.tip.amount })], [t('tip'), money(day.tip)], [t('sum'), money(day.pay), 'total']]} /></section>`)}</div>`)}<//>`;
}
