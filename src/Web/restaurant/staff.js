// Who works here and as what, and whom the owners have invited.
import { html, useState } from '../shared/html.js';
import { useCommand, useFresh } from '../shared/hooks.js';
import { day } from '../shared/format.js';
import { client } from '../shared/session.js';
import { Button, Field, Loaded } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { t } from './words.js';

const roles = ['kitchen', 'manager', 'owner'];
const Roles = (/** @type {any} */ { label, value, disabled, onChange }) => html`<select aria-label=${label} value=${value} disabled=${disabled}
  onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>${roles.map(one => html`<option key=${one} value=${one}>${t(one)}</option>`)}</select>`;

/** @param {{ restaurantId: string }} props */
export function Staff({ restaurantId }) {
  const path = `/api/v1/restaurants/${restaurantId}`;
  const people = useFresh(() => client.get(`${path}/staff`), [restaurantId], { every: 300_000 });
  const [email, setEmail] = useState('');
  const [role, setRole] = useState('kitchen');
  const [act, busy] = useCommand(async work => {
    try {
      await work();
    } finally {
      await people.reload();
    }
  });
  const invite = (/** @type {Event} */ event) => {
    event.preventDefault();
    act(async () => {
      await client.post(`${path}/invites`, { email: email.trim(), role });
      setEmail('');
      say(t('invited'), 'good');
    });
  };
  return html`<section class="card stack"><h2>${t('staff')}</h2>
    <${Loaded} of=${people}>${(/** @type {any} */ { staff, invites }) => html`<ul class="stack">${staff.map((/** @type {any} */ one) => html`<li key=${one.userId} class="row apart">
        <span><strong>${one.displayName}</strong><br /><small>${one.email}</small></span>
        <span class="row"><${Roles} label=${`${t('role')}: ${one.displayName}`} value=${one.role} disabled=${busy} onChange=${(/** @type {string} */ next) => act(() => client.put(`${path}/staff/${one.userId}`, { role: next }))} />
          <${Button} kind="plain" disabled=${busy} label=${`${t('remove')}: ${one.displayName}`} onClick=${() => act(() => client.delete(`${path}/staff/${one.userId}`))}>${t('remove')}<//></span></li>`)}</ul>
      ${invites.length > 0 && html`<h3>${t('open')}</h3><ul class="stack">${invites.map((/** @type {any} */ one) => html`<li key=${one.id} class="row apart">
        <span>${one.email}, ${t(one.role)}<br /><small>${t('until', { time: day(one.expiresAt) })}</small></span>
        <${Button} kind="plain" disabled=${busy} label=${`${t('takeBack')}: ${one.email}`} onClick=${() => act(() => client.delete(`${path}/invites/${one.id}`))}>${t('takeBack')}<//></li>`)}</ul>`}`}<//>
    <form onSubmit=${invite}><h3>${t('invite')}</h3><p class="soft">${t('rolesHint')}</p>
      <${Field} label=${t('email')}><input type="email" required value=${email} onInput=${(/** @type {any} */ event) => setEmail(event.target.value)} /><//>
      <${Field} label=${t('role')}><${Roles} label=${t('role')} value=${role} onChange=${setRole} /><//>
      <${Button} type="submit" busy=${busy}>${t('send')}<//></form></section>`;
}
