// At the door: the customer's PIN, telling the customer, and the clock that runs before it may be said that nobody was there.
import { html, useState } from '../shared/html.js';
import { useNow } from '../shared/hooks.js';
import { countdown } from '../shared/format.js';
import { Button } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ attempt: any }} props */
function Clock({ attempt }) {
  const left = Date.parse(attempt.mayFailAt) - useNow();
  return html`<p class="note warm number" role="timer">${left > 0 ? t('waitClock', { time: countdown(left) }) : t('waited')}</p>`;
}

/** @param {{ delivery: any, busy: boolean, act: (command: string, body: any) => void }} props */
export function Door({ delivery, busy, act }) {
  const [pin, setPin] = useState('');
  return html`<form class="stack" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); if (pin) act('deliver', { proof: { type: 'pin', value: pin } }); }}>
    <input class="code pin-input" inputmode="numeric" autocomplete="one-time-code" maxlength="8" aria-label=${t('pin')} placeholder="PIN" value=${pin}
      onInput=${(/** @type {any} */ event) => setPin(event.target.value.replace(/\D/g, ''))} />
    <${Button} type="submit" kind="main big" busy=${busy} disabled=${!pin}>${t('deliver')}<//></form>
    ${delivery.attempt && html`<${Button} kind="plain" busy=${busy} onClick=${() => act('contacts', { kind: 'door' })}>${t('contact')}<//>
      ${delivery.attempt.mayFailAt && html`<${Clock} attempt=${delivery.attempt} />`}`}`;
}
