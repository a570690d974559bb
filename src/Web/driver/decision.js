// It could not be handed over: where the address was wrong the driver decides, within the time that is shown; else the customer or ops do.
import { html } from '../shared/html.js';
import { useNow } from '../shared/hooks.js';
import { countdown } from '../shared/format.js';
import { Button } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ delivery: any, busy: boolean, act: (command: string) => void }} props */
export function Decision({ delivery, busy, act }) {
  const mine = ['redeliver', 'return', 'dispose'].filter(action => delivery.allowedActions.includes(action));
  const left = Date.parse(delivery.decideBy) - useNow();
  if (mine.length === 0) return html`<p class="note warm">${t('undeliverable')}</p>`;
  return html`<fieldset><legend>${t('decide')}</legend>
    ${left > 0 && html`<p class="note warm number" role="timer">${t('decideBy', { time: countdown(left) })}</p>`}
    <div class="row">${mine.map(action => html`<${Button} key=${action} kind=${action === 'dispose' ? 'bad' : 'plain'} busy=${busy} onClick=${() => act(action)}>${t(action)}<//>`)}</div></fieldset>`;
}
