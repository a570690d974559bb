// A question in front of everything else. The browser's own <dialog> holds the focus and closes on Escape.
import { html, useEffect, useRef } from '../html.js';

/** @param {{ title: string, onClose: () => void, children?: any }} props */
export function Dialog({ title, onClose, children }) {
  const element = useRef(/** @type {HTMLDialogElement|null} */ (null));
  useEffect(() => {
    element.current?.showModal();
    return () => element.current?.close();
  }, []);
  return html`<dialog ref=${element} aria-label=${title} onClose=${onClose}
      onClick=${(/** @type {any} */ event) => { if (event.target === element.current) onClose(); }}>
    <div class="dialog">
      <header><h2>${title}</h2><button class="quiet" type="button" aria-label="×" onClick=${onClose}>×</button></header>
      ${children}
    </div>
  </dialog>`;
}
