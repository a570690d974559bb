// Ops: #/ now, #/stuck, #/orders, #/orders/<id> the dossier, #/drivers, #/accounts, #/restaurants, #/figures, #/events, #/audit, #/account.
import { html } from '../shared/html.js';
import { useHash } from '../shared/hooks.js';
import { Account } from '../account/account.js';
import { Accounts } from './accounts.js';
import { Audit } from './audit.js';
import { Dossier } from './dossier.js';
import { Drivers } from './drivers.js';
import { Events } from './events.js';
import { Figures } from './figures.js';
import { Now } from './now.js';
import { Orders } from './orders.js';
import { Restaurant, Restaurants } from './restaurants.js';
import { Stuck } from './stuck.js';
import { t } from './words.js';

const pages = ['stuck', 'orders', 'drivers', 'accounts', 'restaurants', 'figures', 'events', 'audit'];
/** @returns {[string, string][]} */
export const links = () => [['', t('now')], ...pages.map(one => /** @type {[string, string]} */ ([one, t(one)]))];

export function Screen() {
  const [page, id] = useHash();
  if (page === 'orders' && id) return html`<${Dossier} key=${id} id=${id} />`;
  if (page === 'restaurants' && id) return html`<${Restaurant} key=${id} id=${id} />`;
  switch (page) {
    case 'stuck': return html`<${Stuck} />`;
    case 'orders': return html`<${Orders} />`;
    case 'drivers': return html`<${Drivers} />`;
    case 'accounts': return html`<${Accounts} />`;
    case 'restaurants': return html`<${Restaurants} />`;
    case 'figures': return html`<${Figures} />`;
    case 'events': return html`<${Events} />`;
    case 'audit': return html`<${Audit} />`;
    case 'account': return html`<${Account} />`;
    default: return html`<${Now} />`;
  }
}
