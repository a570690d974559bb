// Drivers by their state, and any account by its e-mail address.
import { html, useState } from '../shared/html.js';
import { useCommand, useFresh } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Button, Empty, Field, Loaded, Status } from '../shared/ui/parts.js';
import { t } from './words.js';

function Account() {
  const [email, setEmail] = useState('');
  const [found, setFound] = useState(/** @type {any[]|null} */ (null));
  const [find, busy] = useCommand(async () => setFound((await client.get(`/api/v1/ops/user/users?email=${encodeURIComponent(email.trim())}`)).items));
  return html`<form class="card" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); find(); }}>
    <${Field} label=${t('search')}><input type="email" required value=${email} onInput=${(/** @type {any} */ event) => setEmail(event.target.value)} /><//>
    <${Button} type="submit" kind="plain" busy=${busy}>${t('find')}<//>
    ${found && (found.length === 0 ? html`<${Empty}>${t('none')}<//>` : found.map(one => html`<p key=${one.id}><strong>${one.displayName}</strong> ${one.email}<br /><small>${t('roles')}: ${one.roles.join(', ')} · ${one.id}</small></p>`))}
  </form>`;
}

export function People() {
  const [status, setStatus] = useState('approved');
  const drivers = useFresh(() => client.get(`/api/v1/ops/user/drivers?status=${status}&limit=100`), [status]);
  const [act, busy] = useCommand(async (id, action) => {
    await client.post(`/api/v1/ops/user/drivers/${id}/${action}`, action === 'suspend' ? { reason: 'by ops' } : undefined);
    await drivers.reload();
  });
  return html`<h1>${t('people')}</h1><div class="columns"><section>
    <div class="row">${['applied', 'approved', 'suspended'].map(one => html`<button key=${one} type="button" class="plain" aria-pressed=${status === one} onClick=${() => setStatus(one)}>${named(one)}</button>`)}</div>
    <${Loaded} of=${drivers}>${(/** @type {any} */ { items }) => (items.length === 0 ? html`<${Empty}>${t('none')}<//>` : html`<div class="scroll" tabindex="0" role="region" aria-label=${t('people')}><table><tbody>${items.map((/** @type {any} */ one) => html`
      <tr key=${one.id}><td><strong>${one.displayName}</strong><br /><small>${one.email}</small></td><td>${one.vehicle ? named(one.vehicle) : ''}</td><td><${Status} status=${one.status} text=${named(one.status)} /></td>
        <td>${one.allowedActions.map((/** @type {string} */ action) => html`<${Button} key=${action} kind=${action === 'suspend' ? 'bad' : 'plain'} label=${`${t(action)}: ${one.displayName}`} disabled=${busy} onClick=${() => act(one.id, action)}>${t(action)}<//>`)}</td></tr>`)}</tbody></table></div>`)}<//>
  </section><aside class="side"><${Account} /></aside></div>`;
}
