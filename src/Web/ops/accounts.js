// Any account, by its e-mail address: who it is, and letting in, keeping out, logging out, a link for a new password.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { day } from '../shared/format.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Button, Empty, Field, Status, Sums } from '../shared/ui/parts.js';
import { Reason } from '../shared/ui/reason.js';
import { say } from '../shared/ui/toast.js';
import { Trail } from './audit.js';
import { t } from './words.js';

const path = '/api/v1/ops/user/accounts';

/** @param {{ one: any, onDone: () => Promise<void> }} props */
function Account({ one, onDone }) {
  const [asked, setAsked] = useState('');
  const actions = one.blockedAt ? ['unblock'] : ['log-out', 'reset-link', 'block'];
  const act = async (/** @type {string} */ reason) => {
    await client.post(`${path}/${one.id}/${asked}`, { reason });
    say(t('done'), 'good');
    await onDone();
  };
  return html`<article class="card stack" data-account=${one.id}>
    <div class="row apart"><h2>${one.displayName}</h2><${Status} status=${one.blockedAt ? 'suspended' : 'open'} text=${t(one.blockedAt ? 'blocked' : 'letIn')} /></div>
    <${Sums} rows=${[[t('email'), `${one.email}${one.emailVerified ? '' : ` (${t('notConfirmed')})`}`], one.phone && [t('phone'), one.phone], [t('roles'), one.roles.join(', ')],
    one.driverStatus && [t('driver'), named(one.driverStatus)], one.restaurantIds.length > 0 && [t('restaurants'), one.restaurantIds.length], [t('since'), day(one.createdAt)],
    one.blockedAt && [t('blocked'), `${day(one.blockedAt)}: ${one.blockedReason ?? ''}`]].filter(Boolean)} />
    <div class="row">${actions.map(action => html`<${Button} key=${action} kind=${action === 'block' ? 'bad' : 'plain'} onClick=${() => setAsked(action)}>${t(action)}<//>`)}</div>
    <details><summary>${t('audit')}</summary><${Trail} services=${['user']} subject=${one.id} /></details>
    ${asked && html`<${Reason} title=${`${t(asked)}: ${one.displayName}`} harsh=${asked === 'block'} onClose=${() => setAsked('')} onDo=${act} />`}</article>`;
}

export function Accounts() {
  const [email, setEmail] = useState('');
  const [found, setFound] = useState(/** @type {any[]|null} */ (null));
  const [find, busy] = useCommand(async (/** @type {string} */ address) => setFound((await client.get(`${path}?email=${encodeURIComponent(address)}`)).items));
  return html`<h1>${t('accounts')}</h1>
    <form class="card row" role="search" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); find(email.trim()); }}>
      <${Field} label=${t('search')}><input type="email" required value=${email} onInput=${(/** @type {any} */ event) => setEmail(event.target.value)} /><//>
      <${Button} type="submit" busy=${busy}>${t('find')}<//></form>
    ${found?.length === 0 && html`<${Empty}>${t('noAccount')}<//>`}
    ${found?.map(one => html`<${Account} key=${`${one.id} ${one.blockedAt}`} one=${one} onDone=${() => find(one.email)} />`)}`;
}
