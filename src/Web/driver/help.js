// Calling for help: what happened, for ops.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Dialog } from '../shared/ui/dialog.js';
import { Button } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { t } from './words.js';

const kinds = ['accident', 'vehicle', 'unsafe', 'other'];

/** @param {{ deliveryId: string }} props */
export function Help({ deliveryId }) {
  const [asking, setAsking] = useState(false);
  const [call, busy] = useCommand(async kind => {
    setAsking(false);
    await client.post(`/api/v1/deliveries/${deliveryId}/help`, { kind });
    say(t('helpSent'), 'good');
  });
  return html`<${Button} kind="quiet" busy=${busy} onClick=${() => setAsking(true)}>${t('help')}<//>
    ${asking && html`<${Dialog} title=${t('help')} onClose=${() => setAsking(false)}><div class="stack">${kinds.map(kind => html`
      <${Button} key=${kind} kind="plain big" onClick=${() => call(kind)}>${named(kind)}<//>`)}</div><//>`}`;
}
