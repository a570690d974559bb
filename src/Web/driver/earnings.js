// What was carried in this tab. The API has no list of a driver's past deliveries or pay yet.
import { html } from '../shared/html.js';
import { clock, money } from '../shared/format.js';
import { Empty, Sums } from '../shared/ui/parts.js';
import { t } from './words.js';

const stored = 'fd.earned';
const read = () => JSON.parse(sessionStorage.getItem(stored) ?? '[]');

/** @param {any} delivery */
export function remember(delivery) {
  const { id, orderCode, pay, pickup } = delivery;
  const all = read().filter((/** @type {any} */ one) => one.id !== id);
  sessionStorage.setItem(stored, JSON.stringify([...all, { id, orderCode, pay, name: pickup.name, at: new Date().toISOString() }]));
}

export function Earnings() {
  const all = read();
  const sum = all.reduce((/** @type {number} */ total, /** @type {any} */ one) => total + (one.pay?.amount ?? 0), 0);
  return html`<h1>${t('earnings')}</h1><p class="soft">${t('soFar')}</p>${all.length === 0 ? html`<${Empty}>${t('noEarnings')}<//>` : html`<section class="card">
    <${Sums} rows=${[...all.map((/** @type {any} */ one) => [`${clock(one.at)} ${one.orderCode ?? ''} ${one.name}`, money(one.pay)]),
    [t('sum'), money({ amount: sum, currency: all[0].pay?.currency ?? 'EUR' }), 'total']]} /></section>`}`;
}
