// Pages that links in e-mails lead to: a new password, a confirmed address, an invitation. The token stands after the #, which
// browsers send to nobody; it is taken out of the address at once.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { language } from '../shared/i18n.js';
import { client } from '../shared/session.js';
import { Button, Field } from '../shared/ui/parts.js';
import { t } from './words.js';

export const frame = 'narrow';

const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
if (token) history.replaceState(null, '', location.pathname);

const value = (/** @type {(text: string) => void} */ set) => (/** @type {any} */ event) => set(event.target.value);

/** @param {{ text: string, children?: any, onSend: () => Promise<any> }} props */
function Form({ text, children, onSend }) {
  const [done, setDone] = useState(false);
  const [send, busy] = useCommand(async () => {
    await onSend();
    setDone(true);
  });
  if (done) return html`<p class="note good" role="status">${t('done')} <a href="/">${t('login')}</a></p>`;
  return html`<form class="card" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); send(); }}>${children}<${Button} type="submit" busy=${busy}>${text}<//></form>`;
}

function Ask() {
  const [email, setEmail] = useState('');
  const [asked, setAsked] = useState(false);
  const [ask, busy] = useCommand(async () => {
    await client.post('/api/v1/auth/password-reset', { email: email.trim() });
    setAsked(true);
  });
  if (asked) return html`<p class="note good" role="status">${t('asked')}</p>`;
  return html`<form class="card" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); ask(); }}>
    <${Field} label=${t('email')}><input type="email" autocomplete="username" required value=${email} onInput=${value(setEmail)} /><//><${Button} type="submit" busy=${busy}>${t('ask')}<//></form>`;
}

function Reset() {
  const [password, setPassword] = useState('');
  return html`<${Form} text=${t('set')} onSend=${() => client.post('/api/v1/auth/password-reset/confirm', { token, newPassword: password })}>
    <${Field} label=${t('password')}><input type="password" autocomplete="new-password" required value=${password} onInput=${value(setPassword)} /><//><//>`;
}

function Invite() {
  const [fresh, setFresh] = useState(false);
  const [password, setPassword] = useState('');
  const [name, setName] = useState('');
  const send = () => client.post('/api/v1/auth/invites/accept', { token, ...(fresh && { password, displayName: name.trim(), locale: language }) });
  return html`<${Form} text=${t('join')} onSend=${send}>
    <label class="choice"><input type="checkbox" checked=${fresh} onChange=${() => setFresh(!fresh)} /><span>${t('newAccount')}</span></label>
    ${fresh && html`<${Field} label=${t('name')}><input autocomplete="name" required value=${name} onInput=${value(setName)} /><//>
      <${Field} label=${t('password')}><input type="password" autocomplete="new-password" required value=${password} onInput=${value(setPassword)} /><//>`}<//>`;
}

/** @param {{ screen: string }} props */
export function Screen({ screen }) {
  const Page = screen === 'invite' ? Invite : Reset;
  return html`<h1>${t(screen)}</h1>
    ${!token ? html`<p class="note warm">${t('noToken')}</p>${screen === 'reset' && html`<${Ask} />`}`
    : screen === 'verify' ? html`<${Form} text=${t('confirm')} onSend=${() => client.post('/api/v1/auth/verify', { token })} />` : html`<${Page} />`}`;
}
