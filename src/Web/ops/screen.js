// Ops: #/ now, #/stuck, #/orders, #/orders/<id> the dossier, #/people, #/figures, #/events.
import { html } from '../shared/html.js';
import { useHash } from '../shared/hooks.js';
import { Dossier } from './dossier.js';
import { Events } from './events.js';
import { Figures } from './figures.js';
import { Now } from './now.js';
import { Orders } from './orders.js';
import { People } from './people.js';
import { Stuck } from './stuck.js';
import { t } from './words.js';

/** @returns {[string, string][]} */
export const links = () => [['', t('now')], ['stuck', t('stuck')], ['orders', t('orders')], ['people', t('people')], ['figures', t('figures')], ['events', t('events')]];

export function Screen() {
  const [page, id] = useHash();
  if (page === 'orders' && id) return html`<${Dossier} key=${id} id=${id} />`;
  switch (page) {
    case 'stuck': return html`<${Stuck} />`;
    case 'orders': return html`<${Orders} />`;
    case 'people': return html`<${People} />`;
    case 'figures': return html`<${Figures} />`;
    case 'events': return html`<${Events} />`;
    default: return html`<${Now} />`;
  }
}
