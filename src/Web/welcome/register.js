// A new account, of a customer or of somebody who applies to drive.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { language } from '../shared/i18n.js';
import { client, login } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Button, Field } from '../shared/ui/parts.js';
import { t } from './words.js';

export function Register() {
  const [one, setOne] = useState({ email: '', password: '', displayName: '', role: 'customer', vehicle: 'bike' });
  const set = (/** @type {string} */ field) => (/** @type {any} */ event) => setOne({ ...one, [field]: event.target.value });
  const [register, busy] = useCommand(async () => {
    const { vehicle, ...rest } = one;
    const body = { ...rest, email: one.email.trim(), displayName: one.displayName.trim(), locale: language, ...(one.role === 'driver' && { vehicle }) };
    await client.send('POST', '/api/v1/auth/register', { body });
    await login(body.email, one.password);
    location.assign(one.role === 'driver' ? '/driver' : '/customer#/account');
  });
  return html`<details class="card"><summary>${t('register')}</summary><form onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); register(); }}>
    <fieldset><legend>${t('asWhat')}</legend><div class="row">${['customer', 'driver'].map(role => html`
      <button key=${role} type="button" class="plain" aria-pressed=${one.role === role} onClick=${() => setOne({ ...one, role })}>${t(role === 'driver' ? 'toDrive' : 'toEat')}</button>`)}</div></fieldset>
    <${Field} label=${t('name')}><input required maxlength="100" autocomplete="name" value=${one.displayName} onInput=${set('displayName')} /><//>
    <${Field} label=${t('email')}><input type="email" required autocomplete="username" value=${one.email} onInput=${set('email')} /><//>
    <${Field} label=${t('password')} hint=${t('passwordHint')}><input type="password" required minlength="8" autocomplete="new-password" value=${one.password} onInput=${set('password')} /><//>
    ${one.role === 'driver' && html`<${Field} label=${t('vehicle')}><select value=${one.vehicle} onChange=${set('vehicle')}>
      ${['bike', 'scooter', 'car'].map(name => html`<option key=${name} value=${name}>${named(name)}</option>`)}</select><//>`}
    <${Button} type="submit" busy=${busy}>${t('register')}<//></form></details>`;
}
