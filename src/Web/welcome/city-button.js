// The city in motion, in this tab: the simulated people use the public API as everybody does.
import { html, useEffect, useRef, useState } from '../shared/html.js';
import { Button, Field } from '../shared/ui/parts.js';
import { t } from './words.js';

export function CityButton() {
  const [pace, setPace] = useState(6);
  const [state, setState] = useState(/** @type {{ people: number, placed: number, ended: number }|null} */ (null));
  const running = useRef(/** @type {AbortController|null} */ (null));
  useEffect(() => () => running.current?.abort(), []);
  const start = async () => {
    running.current = new AbortController();
    setState({ people: 0, placed: 0, ended: 0 });
    const { runCity } = await import('../city/city.js');
    try {
      await runCity({ perMinute: pace, minutes: 10, signal: running.current.signal, report: now => setState({ ...now }) });
    } finally {
      running.current = null;
      setState(null);
    }
  };
  return html`<section class="card stack"><h2>${t('city')}</h2><p class="soft">${t('cityHint')}</p>
    ${state ? html`<p role="status">${t('joins', { count: state.people })} · ${t('orders', { placed: state.placed, ended: state.ended })}</p>
      <${Button} kind="plain" onClick=${() => running.current?.abort()}>${t('stop')}<//>`
    : html`<${Field} label=${t('pace')}><input class="short" type="number" min="1" max="30" value=${pace}
        onInput=${(/** @type {any} */ event) => setPace(Math.min(30, Math.max(1, Number(event.target.value) || 1)))} /><//>
      <${Button} onClick=${start}>${t('start')}<//>`}
  </section>`;
}
