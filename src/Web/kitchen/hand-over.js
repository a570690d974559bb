// Handing over to a customer who fetches: against the code, or saying that nobody came.
import { html, useState } from '../shared/html.js';
import { Button } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ order: any, act: (action: string, body?: any) => void, busy: boolean }} props */
export function HandOver({ order, act, busy }) {
  const [code, setCode] = useState('');
  return html`<form class="row" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); if (code.trim()) act('collect', { code: code.trim() }); }}>
    ${!order.allowedActions.includes('collect') ? html`<span class="soft">${t('locked')}</span>` : html`
    <input class="short" aria-label=${t('code')} placeholder=${t('code')} autocomplete="off" value=${code} onInput=${(/** @type {any} */ event) => setCode(event.target.value)} />
    <${Button} type="submit" busy=${busy}>${t('handOver')}<//>`}
    ${order.allowedActions.includes('noShow') && html`<${Button} kind="plain" busy=${busy} onClick=${() => act('no-show')}>${t('noShow')}<//>`}</form>`;
}
