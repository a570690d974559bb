// What ops did, in all services: who, to what, and why.
import { html } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { day } from '../shared/format.js';
import { client } from '../shared/session.js';
import { Empty, Loaded } from '../shared/ui/parts.js';
import { t } from './words.js';

export const audited = ['user', 'product', 'order', 'payment', 'delivery', 'notification', 'analytics'];

/** Newest first of several services. @param {{ services: string[], subject?: string }} props */
export function Trail({ services, subject }) {
  const trail = useFresh(async () => {
    const pages = await Promise.all(services.map(async service => {
      const { items } = await client.get(`/api/v1/ops/${service}/audit?limit=50${subject ? `&subject=${subject}` : ''}`);
      return items.map((/** @type {any} */ one) => ({ ...one, service }));
    }));
    return pages.flat().sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  }, [subject], { every: 30_000 });
  return html`<${Loaded} of=${trail}>${(/** @type {any[]} */ all) => (all.length === 0 ? html`<${Empty}>${t('none')}<//>` : html`<div class="scroll" tabindex="0" role="region" aria-label=${t('audit')}><table>
    <thead><tr><th>${t('when')}</th><th>${t('service')}</th><th>${t('what')}</th><th>${t('reasonGiven')}</th><th>${t('subject')}</th><th>${t('actor')}</th></tr></thead>
    <tbody>${all.map(one => html`<tr key=${`${one.service} ${one.id}`}><td>${day(one.at)}</td><td>${one.service}</td><td>${one.action}</td><td>${one.reason ?? ''}</td>
      <td>${one.subject && (one.service === 'order' ? html`<a href=${`#/orders/${one.subject}`}>…${one.subject.slice(-6)}</a>` : `…${one.subject.slice(-6)}`)}</td>
      <td>…${one.actor.slice(-6)}</td></tr>`)}</tbody></table></div>`)}<//>`;
}

export const Audit = () => html`<h1>${t('audit')}</h1><${Trail} services=${audited} />`;
