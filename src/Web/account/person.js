// Name, phone and language; e-mail address and password, each with the password of now.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { client, logout } from '../shared/session.js';
import { Button, Field } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { t } from './words.js';

const value = (/** @type {(text: string) => void} */ set) => (/** @type {any} */ event) => set(event.target.value);
const sent = (/** @type {() => void} */ send) => (/** @type {Event} */ event) => { event.preventDefault(); send(); };

/** @param {{ profile: any }} props */
export function Person({ profile }) {
  const [name, setName] = useState(profile.displayName);
  const [phone, setPhone] = useState(profile.phone ?? '');
  const [locale, setLocale] = useState(profile.locale);
  const [save, busy] = useCommand(async () => {
    await client.patch('/api/v1/users/me', { displayName: name.trim(), locale, ...(phone.trim() && { phone: phone.trim() }) });
    say(t('saved'), 'good');
  });
  const [resend, sending] = useCommand(async () => {
    await client.post('/api/v1/auth/verify/resend');
    say(t('linkSent'), 'good');
  });
  return html`<form class="card" onSubmit=${sent(save)}><h2>${t('person')}</h2>
    ${profile.emailVerified === false && html`<div class="note warm row apart"><span>${t('notVerified', { email: profile.email })}</span>
      <${Button} kind="plain" busy=${sending} onClick=${resend}>${t('resend')}<//></div>`}
    <${Field} label=${t('name')}><input required maxlength="100" autocomplete="name" value=${name} onInput=${value(setName)} /><//>
    <${Field} label=${t('phone')}><input type="tel" maxlength="20" autocomplete="tel" placeholder="+49 …" value=${phone} onInput=${value(setPhone)} /><//>
    <${Field} label=${t('mailLanguage')}><select value=${locale} onChange=${value(setLocale)}><option value="en">English</option><option value="de">Deutsch</option></select><//>
    <${Button} type="submit" busy=${busy}>${t('save')}<//></form>`;
}

/** @param {{ profile: any }} props */
export function Email({ profile }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [change, busy] = useCommand(async () => {
    await client.put('/api/v1/users/me/email', { email: email.trim(), password });
    setPassword('');
    say(t('linkSent'), 'good');
  });
  return html`<details class="card"><summary>${t('changeEmail', { email: profile.email })}</summary><form onSubmit=${sent(change)}>
    <${Field} label=${t('newEmail')} hint=${t('emailHint')}><input type="email" required autocomplete="email" value=${email} onInput=${value(setEmail)} /><//>
    <${Field} label=${t('present')}><input type="password" required autocomplete="current-password" value=${password} onInput=${value(setPassword)} /><//>
    <${Button} type="submit" busy=${busy}>${t('change')}<//></form></details>`;
}

export function Password() {
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const [change, busy] = useCommand(async () => {
    await client.put('/api/v1/users/me/password', { currentPassword: present, newPassword: next });
    say(t('passwordChanged'), 'good');
    await logout();
  });
  return html`<details class="card"><summary>${t('changePassword')}</summary><form onSubmit=${sent(change)}>
    <${Field} label=${t('present')}><input type="password" required autocomplete="current-password" value=${present} onInput=${value(setPresent)} /><//>
    <${Field} label=${t('password')} hint=${t('passwordHint')}><input type="password" required minlength="8" autocomplete="new-password" value=${next} onInput=${value(setNext)} /><//>
    <${Button} type="submit" busy=${busy}>${t('change')}<//></form></details>`;
}
