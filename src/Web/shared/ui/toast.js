// A short word at the edge of the screen, read out by screen readers.
import { html, useEffect, useState } from '../html.js';

/** @type {(message: { text: string, kind: string, id: number }) => void} */
let show = () => {};
let count = 0;

/** @param {string} text @param {'good'|'bad'|'plain'} [kind] */
export const say = (text, kind = 'plain') => show({ text, kind, id: ++count });

export function Toasts() {
  const [messages, setMessages] = useState(/** @type {any[]} */ ([]));
  useEffect(() => {
    show = message => {
      setMessages(all => [...all.slice(-2), message]);
      setTimeout(() => setMessages(all => all.filter(one => one.id !== message.id)), message.kind === 'bad' ? 8000 : 4000);
    };
  }, []);
  return html`<div class="toasts" role="status" aria-live="polite">
    ${messages.map(({ id, text, kind }) => html`<p key=${id} class="toast ${kind}">${text}</p>`)}
  </div>`;
}
