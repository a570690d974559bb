// At the door: the customer's PIN.
import { html, useState } from '../shared/html.js';
import { Button } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ busy: boolean, act: (command: string, body: any) => void }} props */
export function Door({ busy, act }) {
  const [pin, setPin] = useState('');
  return html`<form class="stack" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); if (pin) act('deliver', { proof: { type: 'pin', value: pin } }); }}>
    <input class="code pin-input" inputmode="numeric" autocomplete="one-time-code" maxlength="8" aria-label=${t('pin')} placeholder="PIN" value=${pin}
      onInput=${(/** @type {any} */ event) => setPin(event.target.value.replace(/\D/g, ''))} />
    <${Button} type="submit" kind="main big" busy=${busy} disabled=${!pin}>${t('deliver')}<//></form>`;
}
