// E-mail and password.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { login } from '../shared/session.js';
import { Button, Field } from '../shared/ui/parts.js';
import { t } from './words.js';

export function Login() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [enter, busy] = useCommand(() => login(email.trim(), password));
  return html`<form class="card" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); enter(); }}>
    <h2>${t('login')}</h2>
    <${Field} label=${t('email')}><input type="email" autocomplete="username" required value=${email} onInput=${(/** @type {any} */ e) => setEmail(e.target.value)} /><//>
    <${Field} label=${t('password')}><input type="password" autocomplete="current-password" required value=${password}
      onInput=${(/** @type {any} */ e) => setPassword(e.target.value)} /><//>
    <div class="row apart"><${Button} type="submit" busy=${busy}>${t('login')}<//><a href="/reset">${t('forgot')}</a></div>
  </form>`;
}
