// A customer's saved methods of payment. The cards are those of the payment simulator; with a real provider its own form gives the token.
import { html, useState } from '../shared/html.js';
import { useCommand, useFresh } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { Button, Empty, Field, Loaded } from '../shared/ui/parts.js';
import { t } from './words.js';

const path = '/api/v1/payment-methods';
const tokens = ['tok_ok', 'tok_slow', 'tok_flaky', 'tok_decline_funds', 'tok_decline_stolen', 'tok_timeout'];

export function Cards() {
  const [token, setToken] = useState('tok_ok');
  const [label, setLabel] = useState('');
  const cards = useFresh(() => client.get(`${path}?limit=20`), [], { every: 600_000 });
  const [act, busy] = useCommand(async work => {
    await work();
    setLabel('');
    await cards.reload();
  });
  const save = (/** @type {Event} */ event) => { event.preventDefault(); act(() => client.post(path, { token, label: label.trim() })); };
  return html`<section class="card stack"><h2>${t('cards')}</h2>
    <${Loaded} of=${cards}>${(/** @type {any} */ { items }) => (items.length === 0 ? html`<${Empty}>${t('noCards')}<//>` : html`<ul class="stack">${items.map((/** @type {any} */ one) => html`
      <li key=${one.id} class="row apart"><span>${one.label}</span>
        <${Button} kind="plain" disabled=${busy} label=${`${t('remove')}: ${one.label}`} onClick=${() => act(() => client.delete(`${path}/${one.id}`))}>${t('remove')}<//></li>`)}</ul>`)}<//>
    <details><summary>${t('addCard')}</summary><form onSubmit=${save}>
      <${Field} label=${t('testCard')}><select value=${token} onChange=${(/** @type {any} */ event) => setToken(event.target.value)}>
        ${tokens.map(one => html`<option key=${one} value=${one}>${one}</option>`)}</select><//>
      <${Field} label=${t('label')}><input required maxlength="50" value=${label} onInput=${(/** @type {any} */ event) => setLabel(event.target.value)} /><//>
      <${Button} type="submit" busy=${busy}>${t('save')}<//></form></details></section>`;
}
