// Small things that all screens show alike.
import { html } from '../html.js';
import { describe } from '../problems.js';
import { t } from '../words.js';

/** @param {{ busy?: boolean, kind?: string, onClick?: any, type?: string, disabled?: boolean, children?: any, label?: string }} props */
export const Button = ({ busy, kind = 'main', onClick, type = 'button', disabled, children, label }) => html`
  <button type=${type} class=${kind} aria-busy=${busy ? 'true' : undefined} aria-label=${label} disabled=${disabled || busy} onClick=${onClick}>
    ${children}
  </button>`;

/** Data, or why there is none. @param {{ of: { data?: any, problem?: any, loading: boolean, reload: () => void }, children: (data: any) => any }} props */
export function Loaded({ of, children }) {
  if (of.data !== undefined) {
    return html`${of.problem && html`<p class="note bad" role="status">${t('stale')} ${describe(of.problem)}</p>`}${children(of.data)}`;
  }
  if (of.loading) return html`<p class="loading" role="status">${t('loading')}</p>`;
  return html`<div class="note bad" role="alert"><p>${describe(of.problem)}</p><${Button} kind="plain" onClick=${of.reload}>${t('tryAgain')}<//></div>`;
}

/** @param {{ children: any }} props */
export const Empty = ({ children }) => html`<p class="empty">${children}</p>`;

const tones = /** @type {Record<string, string>} */ ({
  delivered: 'good', collected: 'good', captured: 'good', online: 'good', open: 'good', ready: 'good', approved: 'good',
  cancelled: 'bad', rejected: 'bad', expired: 'bad', paymentFailed: 'bad', undelivered: 'bad', noShow: 'bad', unassigned: 'bad',
  undeliverable: 'bad', suspended: 'bad', awaitingAcceptance: 'warm', cancelling: 'warm', searching: 'warm', offered: 'warm', paused: 'warm',
});

/** @param {{ status: string, text: string }} props */
export const Status = ({ status, text }) => html`<span class="status ${tones[status] ?? 'plain'}">${text}</span>`;

/** @param {{ label: string, children: any, hint?: string }} props */
export const Field = ({ label, children, hint }) => html`
  <label class="field"><span>${label}</span>${children}${hint && html`<small>${hint}</small>`}</label>`;

/** @param {{ rows: [string, any, string?][] }} props */
export const Sums = ({ rows }) => html`<dl class="sums">
  ${rows.filter(Boolean).map(([name, value, kind]) => html`<div key=${name} class=${kind ?? ''}><dt>${name}</dt><dd>${value}</dd></div>`)}
</dl>`;
