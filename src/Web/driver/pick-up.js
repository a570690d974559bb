// At the counter: how many bags, and the code where the restaurant calls one out.
import { html, useState } from '../shared/html.js';
import { Button, Field } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ busy: boolean, act: (command: string, body: any) => void }} props */
export function PickUp({ busy, act }) {
  const [bags, setBags] = useState('');
  const [code, setCode] = useState('');
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    act('pick-up', { ...(bags && { bagCount: Number(bags) }), ...(code.trim() && { code: code.trim().toUpperCase() }) });
  };
  return html`<form class="stack" onSubmit=${send}><div class="row">
      <${Field} label=${t('bags')}><input class="short" type="number" inputmode="numeric" min="1" max="50" value=${bags} onInput=${(/** @type {any} */ event) => setBags(event.target.value)} /><//>
      <${Field} label=${t('counterCode')}><input class="short" autocomplete="off" autocapitalize="characters" maxlength="12" value=${code} onInput=${(/** @type {any} */ event) => setCode(event.target.value)} /><//></div>
    <${Button} type="submit" kind="main big" busy=${busy}>${t('pickUp')}<//></form>`;
}
