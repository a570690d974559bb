// Rejecting an order: a code, and for what is sold out, which lines.
import { html, useState } from '../shared/html.js';
import { named } from '../shared/statuses.js';
import { Dialog } from '../shared/ui/dialog.js';
import { Button } from '../shared/ui/parts.js';
import { t } from './words.js';

const codes = ['itemUnavailable', 'tooBusy', 'closing', 'cannotFulfil', 'other'];

/** @param {{ order: any, onClose: () => void, onReject: (body: any) => void }} props */
export function Reject({ order, onClose, onReject }) {
  const [code, setCode] = useState('tooBusy');
  const [items, setItems] = useState(/** @type {string[]} */ ([]));
  const lines = [...new Map(order.lines.map((/** @type {any} */ line) => [line.itemId, line])).values()];
  const missing = code === 'itemUnavailable';
  return html`<${Dialog} title=${t('rejectTitle', { code: order.code })} onClose=${onClose}>
    <fieldset><legend>${t('why')}</legend>${codes.map(one => html`<label key=${one} class="choice">
      <input type="radio" name="reject" checked=${code === one} onChange=${() => setCode(one)} /><span>${named(one)}</span></label>`)}</fieldset>
    ${missing && html`<fieldset><legend>${t('which')}</legend>${lines.map((/** @type {any} */ line) => html`<label key=${line.itemId} class="choice">
      <input type="checkbox" checked=${items.includes(line.itemId)}
        onChange=${() => setItems(items.includes(line.itemId) ? items.filter(id => id !== line.itemId) : [...items, line.itemId])} /><span>${line.name}</span></label>`)}</fieldset>`}
    <${Button} kind="bad" disabled=${missing && items.length === 0} onClick=${() => onReject({ code, ...(missing && { itemIds: items }) })}>${t('rejectYes')}<//>
  <//>`;
}
