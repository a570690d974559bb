// Messages between the people of one order, where the installation has them.
import { html, useState } from '../html.js';
import { useCommand, useFresh } from '../hooks.js';
import { newKey } from '../client.js';
import { clock } from '../format.js';
import { Problem } from '../problem.js';
import { client } from '../session.js';
import { named } from '../statuses.js';
import { t } from './messages-words.js';
import { Button } from './parts.js';

/** @param {{ orderId: string, open: boolean, plain?: boolean }} props plain: without a frame of its own */
export function Messages({ orderId, open, plain = false }) {
  const [text, setText] = useState('');
  const messages = useFresh(async () => {
    try {
      return await client.get(`/api/v1/orders/${orderId}/messages`);
    } catch (problem) {
      // An older system, or one that does not keep messages of this order any more.
      if (problem instanceof Problem && problem.status === 404) return null;
      throw problem;
    }
  }, [orderId], { when: event => event.data.orderId === orderId && /message|notification/.test(event.type) });
  const [send, busy] = useCommand(async () => {
    await client.post(`/api/v1/orders/${orderId}/messages`, { text: text.trim() }, { key: newKey() });
    setText('');
    await messages.reload();
  });
  if (!messages.data) return null;
  return html`<section class=${plain ? '' : 'card'}>${!plain && html`<h2>${t('title')}</h2>`}
    <ul class="stack" aria-live="polite">${[...messages.data.items].reverse().map((/** @type {any} */ one) => html`<li key=${one.id}>
      <small>${named(one.from)} ${clock(one.at)}</small><p>${one.text}</p></li>`)}</ul>
    ${messages.data.items.length === 0 && html`<p class="soft">${t('none')}</p>`}
    ${open && html`<form class="row" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); if (text.trim()) send(); }}>
      <input aria-label=${t('write')} placeholder=${t('write')} maxlength="500" value=${text} onInput=${(/** @type {any} */ event) => setText(event.target.value)} />
      <${Button} type="submit" kind="plain" busy=${busy}>${t('send')}<//></form>`}</section>`;
}
