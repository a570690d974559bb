// The driver, made for a phone: #/ work, #/earnings, #/account.
import { html } from '../shared/html.js';
import { useCommand, useFresh, useHash } from '../shared/hooks.js';
import { Problem } from '../shared/problem.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Button, Loaded, Status } from '../shared/ui/parts.js';
import { Account } from '../account/account.js';
import { Application } from './application.js';
import { Delivery } from './delivery.js';
import { Earnings } from './earnings.js';
import { Offer } from './offer.js';
import { usePosition } from './position.js';
import { t } from './words.js';

export const frame = 'phone';
/** @returns {[string, string][]} */
export const links = () => [['', t('work')], ['earnings', t('earnings')]];

async function read() {
  // Whoever applies is no driver yet.
  const me = await client.get('/api/v1/drivers/me').catch(problem => {
    if (problem instanceof Problem && problem.status === 404) return null;
    throw problem;
  });
  if (!me) return { me };
  const [offers, delivery] = await Promise.all([
    me.status === 'online' && !me.activeDeliveryId ? client.get('/api/v1/drivers/me/offers') : { items: [] },
    me.activeDeliveryId ? client.get(`/api/v1/deliveries/${me.activeDeliveryId}`) : undefined,
  ]);
  return { me, offer: offers.items[0], delivery };
}

function Work() {
  const work = useFresh(read, [], { when: event => /^(offer|delivery\.status|order\.status|notification)/.test(event.type), every: 10_000 });
  const position = usePosition(work.data?.me);
  const [shift, busy] = useCommand(async status => {
    await client.put('/api/v1/drivers/me/status', { status });
    if (status === 'online') await position.tell();
    await work.reload();
  });
  return html`<${Loaded} of=${work}>${(/** @type {any} */ { me, offer, delivery }) => (!me ? html`<h1>${t('work')}</h1><${Application} />` : html`<div class="stack">
    <div class="row apart"><h1>${t('youAre', { status: named(me.status) })}</h1><${Status} status=${me.status} text=${named(me.vehicle)} /></div>
    <${Application} />
    ${!delivery && html`<${Button} kind=${me.status === 'online' ? 'plain big' : 'main big'} busy=${busy} onClick=${() => shift(me.status === 'online' ? 'offline' : 'online')}>
      ${t(me.status === 'online' ? 'goOffline' : 'goOnline')}<//>`}
    ${delivery ? html`<${Delivery} key=${delivery.id} delivery=${delivery} position=${position} onChanged=${work.reload} />`
    : offer ? html`<${Offer} key=${offer.id} offer=${offer} position=${position.at} onAnswered=${work.reload} />`
      : me.status === 'online' && html`<p class="empty" role="status">${t('waiting')}</p>`}
    <${position.Choice} /></div>`)}<//>`;
}

export function Screen() {
  const [page] = useHash();
  if (page === 'account') return html`<${Account} />`;
  return page === 'earnings' ? html`<${Earnings} />` : html`<${Work} />`;
}
