// What is held of a person, as a file; and leaving for good.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { client, logout } from '../shared/session.js';
import { Button, Field } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { t } from './words.js';

const path = '/api/v1/users/me';

export function Saving() {
  const [save, busy] = useCommand(async () => {
    const held = await client.get(`${path}/export`);
    const url = URL.createObjectURL(new Blob([JSON.stringify(held, null, 2)], { type: 'application/json' }));
    Object.assign(document.createElement('a'), { href: url, download: `fooddelivery-${held.at.slice(0, 10)}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  });
  return html`<section class="card stack"><h2>${t('yourData')}</h2><p class="soft">${t('exportHint')}</p>
    <${Button} kind="plain" busy=${busy} onClick=${save}>${t('export')}<//></section>`;
}

export function Leaving() {
  const [password, setPassword] = useState('');
  const [sure, setSure] = useState(false);
  const [leave, busy] = useCommand(async () => {
    await client.delete(path, { body: { password } });
    say(t('left'), 'good');
    await logout();
  });
  return html`<details class="card"><summary>${t('leave')}</summary><form onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); leave(); }}>
    <p class="note warm">${t('leaveHint')}</p>
    <${Field} label=${t('present')}><input type="password" required autocomplete="current-password" value=${password}
      onInput=${(/** @type {any} */ event) => setPassword(event.target.value)} /><//>
    <label class="choice"><input type="checkbox" required checked=${sure} onChange=${() => setSure(!sure)} /><span>${t('leaveSure')}</span></label>
    <${Button} type="submit" kind="bad" busy=${busy}>${t('leave')}<//></form></details>`;
}
