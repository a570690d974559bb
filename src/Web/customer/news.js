// Messages of the platform to this person.
import { html } from '../shared/html.js';
import { useCommand, useFresh } from '../shared/hooks.js';
import { day } from '../shared/format.js';
import { client } from '../shared/session.js';
import { Button, Empty, Loaded } from '../shared/ui/parts.js';
import { t } from './words.js';

export function News() {
  const news = useFresh(() => client.get('/api/v1/notifications?limit=50'), [], { when: event => event.type === 'notification' });
  const [readAll, busy] = useCommand(async () => {
    await client.post('/api/v1/notifications/read-all');
    await news.reload();
  });
  return html`<div class="row apart"><h1>${t('news')}</h1><a href="#/account">${t('newsChoices')}</a><${Button} kind="plain" busy=${busy} onClick=${readAll}>${t('readAll')}<//></div>
    <${Loaded} of=${news}>${(/** @type {any} */ { items }) => (items.length === 0 ? html`<${Empty}>${t('noNews')}<//>`
    : html`<ul class="stack">${items.map((/** @type {any} */ one) => html`<li key=${one.id} class="card">
      <div class="row apart"><h2>${!one.read && '● '}${one.title}</h2><small>${day(one.at)}</small></div>
      <p>${one.text}</p>${one.orderId && html`<a href=${`#/orders/${one.orderId}`}>${t('orders')} →</a>`}</li>`)}</ul>`)}<//>`;
}
