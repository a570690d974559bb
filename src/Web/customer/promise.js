// When it is to come: what is promised now, what was promised before, and why it moved.
import { html } from '../shared/html.js';
import { between, clock } from '../shared/format.js';
import { t } from './words.js';

/** @param {{ promise: any, fetched: boolean, over: boolean, arrives?: string }} props */
export function Promised({ promise, fetched, over, arrives }) {
  const moved = promise.items.slice(1);
  if (over && moved.length === 0) return null;
  return html`<div class="promised" data-promises=${promise.items.length}>
    ${!over && html`<p aria-live="polite"><strong>${t(fetched ? 'promiseFetched' : 'promise', { time: between(promise.current) })}</strong>${arrives ? ` · ${t('arrives', { time: clock(arrives) })}` : ''}</p>`}
    ${moved.length > 0 && html`<p class="soft">${t('promisedFirst', { time: between(promise.first) })}</p>
      <ul class="stack">${moved.map((/** @type {any} */ one) => html`<li key=${one.version} class="soft">
        ${t('promisedThen', { at: clock(one.at), time: between(one) })} ${t(one.cause)}</li>`)}</ul>`}</div>`;
}
