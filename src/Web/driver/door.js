// At the door: the customer's PIN, ways to reach the customer, and the clock that runs before it may be said that nobody was there.
import { html, useState } from '../shared/html.js';
import { useNow } from '../shared/hooks.js';
import { countdown, tel } from '../shared/format.js';
import { Dialog } from '../shared/ui/dialog.js';
import { Button, Field } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ attempt: any }} props */
function Clock({ attempt }) {
  const left = Date.parse(attempt.mayFailAt) - useNow();
  return html`<p class="note warm number" role="timer">${t('contactsMade', { count: attempt.contacts })} ${left > 0 ? t('waitClock', { time: countdown(left) }) : t('waited')}</p>`;
}

/** @param {{ delivery: any, busy: boolean, act: (command: string, body: any) => void }} props */
function Contacts({ delivery, busy, act }) {
  const [writing, setWriting] = useState(false);
  const [text, setText] = useState('');
  const phone = delivery.dropoff?.contactPhone;
  const write = (/** @type {Event} */ event) => {
    event.preventDefault();
    setWriting(false);
    act('contacts', { kind: 'message', ...(text.trim() && { text: text.trim() }) });
  };
  return html`<fieldset><legend>${t('reach')}</legend><div class="row">
      <${Button} kind="plain" busy=${busy} onClick=${() => act('contacts', { kind: 'door' })}>${t('rang')}<//>
      <${Button} kind="plain" busy=${busy} onClick=${() => setWriting(true)}>${t('wrote')}<//>
      ${phone && html`<a class="button plain" href=${tel(phone)} onClick=${() => act('contacts', { kind: 'call' })}>${t('call')}</a>`}</div>
    ${delivery.attempt.mayFailAt && html`<${Clock} attempt=${delivery.attempt} />`}</fieldset>
    ${writing && html`<${Dialog} title=${t('wrote')} onClose=${() => setWriting(false)}><form onSubmit=${write}>
      <${Field} label=${t('text')}><input maxlength="200" value=${text} onInput=${(/** @type {any} */ event) => setText(event.target.value)} /><//><${Button} type="submit">${t('send')}<//></form><//>`}`;
}

/** @param {{ delivery: any, at: { lat: number, lng: number }, busy: boolean, act: (command: string, body: any) => void }} props */
export function Door({ delivery, at, busy, act }) {
  const [pin, setPin] = useState('');
  return html`<form class="stack" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); if (pin) act('deliver', { proof: { type: 'pin', value: pin } }); }}>
    <input class="code pin-input" inputmode="numeric" autocomplete="one-time-code" maxlength="8" aria-label=${t('pin')} placeholder="PIN" value=${pin}
      onInput=${(/** @type {any} */ event) => setPin(event.target.value.replace(/\D/g, ''))} />
    <${Button} type="submit" kind="main big" busy=${busy} disabled=${!pin}>${t('deliver')}<//></form>
    ${delivery.dropoff?.leaveAtDoor && html`<p class="note">${t('mayLeave')}</p>
      <${Button} kind="big" busy=${busy} onClick=${() => act('deliver', { proof: { type: 'position', ...at } })}>${t('leftAtDoor')}<//>`}
    ${delivery.attempt && html`<${Contacts} delivery=${delivery} busy=${busy} act=${act} />`}`;
}
