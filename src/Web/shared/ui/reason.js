// What changes somebody's order, money or account is asked again, with a reason for the record.
import { html, useState } from '../html.js';
import { useCommand } from '../hooks.js';
import { t } from '../words.js';
import { Dialog } from './dialog.js';
import { Button, Field } from './parts.js';

/** @param {{ title: string, harsh?: boolean, optional?: boolean, children?: any, onClose: () => void, onDo: (reason: string) => Promise<any> }} props */
export function Reason({ title, harsh = false, optional = false, children, onClose, onDo }) {
  const [reason, setReason] = useState('');
  const [act, busy] = useCommand(async () => {
    await onDo(reason.trim());
    onClose();
  });
  return html`<${Dialog} title=${title} onClose=${onClose}><form onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); act(); }}>
    ${children}
    <${Field} label=${t('reason')}><input required=${!optional} maxlength="200" value=${reason} onInput=${(/** @type {any} */ event) => setReason(event.target.value)} /><//>
    <${Button} type="submit" kind=${harsh ? 'bad' : 'main'} busy=${busy}>${t('doIt')}<//></form><//>`;
}
