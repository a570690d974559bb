// Cancelling, with what it means for the money before it is done.
import { html } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { money } from '../shared/format.js';
import { client } from '../shared/session.js';
import { Dialog } from '../shared/ui/dialog.js';
import { Button } from '../shared/ui/parts.js';
import { t as shared } from '../shared/words.js';
import { t } from './words.js';

/** @param {{ order: any, onClose: () => void, onDone: () => void }} props */
export function Cancel({ order, onClose, onDone }) {
  const [cancel, busy] = useCommand(async () => {
    onClose();
    try {
      await client.post(`/api/v1/orders/${order.id}/cancel`, { reason: 'changedMind' });
    } finally {
      onDone();
    }
  });
  return html`<${Dialog} title=${t('cancelTitle')} onClose=${onClose}>
    <p>${t('cancelPreview', { amount: money(order.total) })}</p>
    <div class="row"><${Button} kind="bad" busy=${busy} onClick=${cancel}>${t('cancelYes')}<//><${Button} kind="plain" onClick=${onClose}>${shared('cancel')}<//></div>
  <//>`;
}
