// Events that could not be handled, by service, and the state of the books.
import { html } from '../shared/html.js';
import { useCommand, useFresh } from '../shared/hooks.js';
import { day, money } from '../shared/format.js';
import { client } from '../shared/session.js';
import { Button, Empty, Loaded, Sums } from '../shared/ui/parts.js';
import { audited as services } from './audit.js';
import { t } from './words.js';


async function read() {
  const [books, ...letters] = await Promise.all([
    client.get('/api/v1/ops/payment/reconciliation'),
    ...services.map(service => client.get(`/api/v1/ops/${service}/dead-letters?limit=20`).then(page => page.items.map((/** @type {any} */ one) => ({ ...one, service })))),
  ]);
  return { books, letters: letters.flat() };
}

export function Events() {
  const page = useFresh(read, [], { every: 30_000 });
  const [act, busy] = useCommand(async (letter, action) => {
    await client.post(`/api/v1/ops/${letter.service}/dead-letters/${letter.id}/${action}`);
    await page.reload();
  });
  return html`<h1>${t('events')}</h1><${Loaded} of=${page}>${(/** @type {any} */ { books, letters }) => html`<div class="columns">
    <section class="card"><h2>${t('deadLetters')}</h2>${letters.length === 0 ? html`<${Empty}>${t('none')}<//>` : html`<ul class="stack">${letters.map((/** @type {any} */ one) => html`<li key=${one.id}>
      <strong>${one.service}: ${one.topic}</strong> <small>${day(one.createdAt)} · ${t('attempts', { count: one.attempts })}</small><p>${one.error}</p>
      <div class="row"><${Button} kind="plain" busy=${busy} onClick=${() => act(one, 'replay')}>${t('replay')}<//><${Button} kind="bad" busy=${busy} onClick=${() => act(one, 'discard')}>${t('discard')}<//></div></li>`)}</ul>`}</section>
    <aside class="side card"><h2>${t('books')}</h2><${Sums} rows=${[
    [t('unbalanced'), books.unbalancedTransactions], [t('parked'), books.parkedWebhooks], ...books.accounts.map((/** @type {any} */ one) => [one.account, money(one.balance)]),
    ...books.operations.map((/** @type {any} */ one) => [`${one.kind} ${one.status}`, one.count])]} /></aside></div>`}<//>`;
}
