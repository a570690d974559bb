// Where a person is logged in, and ending it there.
import { html } from '../shared/html.js';
import { useCommand, useFresh } from '../shared/hooks.js';
import { day } from '../shared/format.js';
import { client, logout } from '../shared/session.js';
import { Button, Loaded, Status } from '../shared/ui/parts.js';
import { t } from './words.js';

const path = '/api/v1/users/me/sessions';

export function Sessions() {
  const sessions = useFresh(() => client.get(`${path}?limit=50`), []);
  const [end, busy] = useCommand(async session => {
    await client.delete(`${path}/${session.id}`);
    if (session.isCurrent) await logout();
    else await sessions.reload();
  });
  const [endAll, ending] = useCommand(async () => {
    await client.delete(path);
    await logout();
  });
  return html`<section class="card stack"><div class="row apart"><h2>${t('sessions')}</h2><${Button} kind="bad" busy=${ending} onClick=${endAll}>${t('everywhere')}<//></div>
    <${Loaded} of=${sessions}>${(/** @type {any} */ { items }) => html`<ul class="stack">${items.map((/** @type {any} */ one) => html`<li key=${one.id} class="row apart">
      <span>${device(one.client)} ${one.isCurrent && html`<${Status} status="open" text=${t('here')} />`}<br /><small>${t('lastUsed', { time: day(one.lastUsedAt) })}</small></span>
      <${Button} kind="plain" disabled=${busy} label=${`${t('end')}: ${day(one.createdAt)}`} onClick=${() => end(one)}>${t('end')}<//></li>`)}</ul>`}<//></section>`;
}

const systems = /** @type {[RegExp, string][]} */ ([[/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'], [/Mac OS/, 'macOS'], [/Linux/, 'Linux']]);
const programs = /** @type {[RegExp, string][]} */ ([[/Firefox\//, 'Firefox'], [/Edg\//, 'Edge'], [/Chrom(e|ium)\//, 'Chrome'], [/Safari\//, 'Safari']]);

/** Browser and system, from what a browser says of itself. @param {string|undefined} agent */
function device(agent) {
  const first = (/** @type {[RegExp, string][]} */ names) => names.find(([one]) => one.test(agent ?? ''))?.[1];
  return [first(programs), first(systems)].filter(Boolean).join(', ') || agent?.slice(0, 40) || t('unknown');
}
