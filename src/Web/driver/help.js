// Calling for help: what happened and, if there is time, in what words. Ops hear of it at once.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Dialog } from '../shared/ui/dialog.js';
import { Button, Field } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { t } from './words.js';

const kinds = ['accident', 'vehicle', 'unsafe', 'other'];

/** @param {{ deliveryId: string }} props */
export function Help({ deliveryId }) {
  const [asking, setAsking] = useState(false);
  const [text, setText] = useState('');
  const [call, busy] = useCommand(async kind => {
    await client.post(`/api/v1/deliveries/${deliveryId}/help`, { kind, ...(text.trim() && { text: text.trim() }) });
    setAsking(false);
    say(t('helpSent'), 'good');
  });
  return html`<${Button} kind="quiet" busy=${busy} onClick=${() => setAsking(true)}>${t('help')}<//>
    ${asking && html`<${Dialog} title=${t('help')} onClose=${() => setAsking(false)}><div class="stack">
      <${Field} label=${t('helpText')}><input maxlength="200" value=${text} onInput=${(/** @type {any} */ event) => setText(event.target.value)} /><//>
      ${kinds.map(kind => html`<${Button} key=${kind} kind="plain big" busy=${busy} onClick=${() => call(kind)}>${named(kind)}<//>`)}</div><//>`}`;
}
