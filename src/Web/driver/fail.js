// When it cannot be handed over: why. Where the system asks for it, the customer is told first and a clock runs.
import { html, useState } from '../shared/html.js';
import { named } from '../shared/statuses.js';
import { Dialog } from '../shared/ui/dialog.js';
import { Button } from '../shared/ui/parts.js';
import { t } from './words.js';

const reasons = ['noAnswer', 'badAddress', 'refused', 'damaged', 'unsafe'];

/** @param {{ delivery: any, onClose: () => void, act: (body: any) => void }} props */
export function Fail({ onClose, act }) {
  const [reason, setReason] = useState('noAnswer');
  return html`<${Dialog} title=${t('failTitle')} onClose=${onClose}>
    <fieldset><legend class="visually-hidden">${t('failTitle')}</legend>${reasons.map(one => html`<label key=${one} class="choice">
      <input type="radio" name="fail" checked=${reason === one} onChange=${() => setReason(one)} /><span>${named(one)}</span></label>`)}</fieldset>
    <${Button} kind="bad" onClick=${() => act({ reason })}>${t('failYes')}<//>
  <//>`;
}
