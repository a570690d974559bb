// Messages of an order on the board: a button that tells of unread ones, and the talk behind it.
import { html, useState } from '../shared/html.js';
import { useEvents } from '../shared/hooks.js';
import { Dialog } from '../shared/ui/dialog.js';
import { Messages } from '../shared/ui/messages.js';
import { Button } from '../shared/ui/parts.js';
import { ring } from './sound.js';
import { t } from './words.js';

/** @param {{ order: any }} props */
export function Talk({ order }) {
  const [open, setOpen] = useState(false);
  const [unread, setUnread] = useState(false);
  useEvents(({ type, data }) => {
    if (type !== 'message' || data.orderId !== order.id || data.from === 'restaurant') return;
    ring();
    if (!open) setUnread(true);
  });
  return html`<${Button} kind=${unread ? 'main' : 'plain'} onClick=${() => { setOpen(true); setUnread(false); }}>✉ ${t(unread ? 'unread' : 'messages')}<//>
    ${open && html`<${Dialog} title=${`${t('messages')} ${order.code}`} onClose=${() => setOpen(false)}><${Messages} orderId=${order.id} open=${true} plain=${true} /><//>`}`;
}
