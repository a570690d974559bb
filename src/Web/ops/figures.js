// The figures of the day: orders, times by step with percentiles, on time, ends by kind, money.
import { html, useState } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { duration, money, percent } from '../shared/format.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Chart } from '../shared/ui/chart.js';
import { Loaded, Sums } from '../shared/ui/parts.js';
import { t } from './words.js';

const spans = { hours24: 24, days7: 168 };
const bad = ['cancelled', 'rejected', 'expired', 'paymentFailed', 'undelivered', 'noShow'];
const steps = [['accept', 'acceptSeconds'], ['prep', 'prepSeconds'], ['assignStep', 'assignSeconds'], ['deliveryStep', 'deliverySeconds'], ['totalStep', 'totalSeconds']];
const minutes = (/** @type {number|null|undefined} */ seconds) => (seconds == null ? null : seconds / 60);

/** @param {number} hours */
async function read(hours) {
  const to = new Date();
  const window = `from=${new Date(to.getTime() - hours * 3_600_000).toISOString()}&to=${to.toISOString()}`;
  const [summary, series, restaurants] = await Promise.all([
    client.get(`/api/v1/analytics/summary?${window}`), client.get(`/api/v1/analytics/timeseries?bucket=${hours > 48 ? 'day' : 'hour'}&${window}`),
    client.get(`/api/v1/analytics/restaurants?${window}&limit=10`),
  ]);
  const names = await Promise.all(restaurants.items.map((/** @type {any} */ row) => client.get(`/api/v1/restaurants/${row.restaurantId}`).then(one => one.name, () => row.restaurantId.slice(-6))));
  return { summary, series: series.items, restaurants: restaurants.items.map((/** @type {any} */ row, /** @type {number} */ i) => ({ ...row, name: names[i] })) };
}

/** @param {{ name: string, value: any }} props */
const Tile = ({ name, value }) => html`<div class="card tile"><span class="soft">${name}</span><strong class="number">${value}</strong></div>`;

export function Figures() {
  const [span, setSpan] = useState(/** @type {'hours24'|'days7'} */ ('hours24'));
  const page = useFresh(() => read(spans[span]), [span], { every: 30_000 });
  return html`<div class="row apart"><h1>${t('figures')}</h1><div class="row">${Object.keys(spans).map(one => html`
      <button key=${one} type="button" class="plain" aria-pressed=${span === one} onClick=${() => setSpan(/** @type {any} */ (one))}>${t(one)}</button>`)}</div></div>
    <${Loaded} of=${page}>${(/** @type {any} */ { summary, series, restaurants }) => html`<div class="stack">
      <div class="grid tiles">
        <${Tile} name=${t('placedOrders')} value=${summary.orders} /><${Tile} name=${t('delivered')} value=${summary.delivered} /><${Tile} name=${t('onTime')} value=${percent(summary.onTimeRate)} />
        <${Tile} name=${t('acceptance')} value=${percent(summary.acceptanceRate)} /><${Tile} name=${t('gross')} value=${money(summary.gross)} /><${Tile} name=${t('captured')} value=${money(summary.captured)} />
        <${Tile} name=${t('refunded')} value=${money(summary.refunded)} /><${Tile} name=${t('average')} value=${money(summary.averageOrderValue)} /></div>
      <div class="grid wide">
        <div class="card"><${Chart} title=${t('ordersOverTime')} at=${series.map((/** @type {any} */ one) => Date.parse(one.from) / 1000)} lines=${[
    { name: t('placedOrders'), colour: 'line', bars: true, values: series.map((/** @type {any} */ one) => one.orders) },
    { name: t('delivered'), colour: 'good', values: series.map((/** @type {any} */ one) => one.delivered) }]} /></div>
        <div class="card"><${Chart} title=${t('medians')} at=${series.map((/** @type {any} */ one) => Date.parse(one.from) / 1000)} lines=${[
    { name: t('prep'), colour: 'accent', values: series.map((/** @type {any} */ one) => minutes(one.prepSecondsP50)) },
    { name: t('deliveryStep'), colour: 'good', values: series.map((/** @type {any} */ one) => minutes(one.deliverySecondsP50)) }]} /></div>
        <div class="card"><h2>${t('steps')}</h2><table><thead><tr><th></th><th class="number">${t('half')}</th><th class="number">${t('most')}</th></tr></thead>
          <tbody>${steps.map(([name, field]) => html`<tr key=${name}><td>${t(name)}</td><td class="number">${duration(summary[`${field}P50`])}</td><td class="number">${duration(summary[`${field}P90`])}</td></tr>`)}</tbody></table></div>
        <div class="card"><h2>${t('endings')}</h2><${Sums} rows=${bad.map(one => [named(one), summary[one]])} />
          <h2>${t('offers')}</h2><${Sums} rows=${[[t('offers'), summary.offers], [t('declines'), summary.declines], [t('missed'), summary.offersExpired]]} /></div>
        <div class="card"><h2>${t('topRestaurants')}</h2><${Sums} rows=${restaurants.map((/** @type {any} */ row) => [row.name, `${row.orders} · ${money(row.gross)}`])} /></div>
      </div></div>`}<//>`;
}
