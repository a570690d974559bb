// Two languages. Each screen has a words.js with the same keys in both; a test compares them.

/** @typedef {Record<string, string>} Words */
/** @typedef {{ en: Words, de: Words }} Both */

const stored = 'fd.language';
const known = /** @type {const} */ (['en', 'de']);

/** @returns {'en'|'de'} */
function first() {
  const wish = globalThis.localStorage?.getItem(stored) ?? globalThis.navigator?.language ?? 'en';
  return wish.startsWith('de') ? 'de' : 'en';
}

export let language = first();
/** @type {Set<() => void>} */
const watchers = new Set();

/** @param {() => void} watcher */
export const onLanguage = watcher => { watchers.add(watcher); };

/** @param {string} wish */
export function speak(wish) {
  language = known.find(one => one === wish) ?? 'en';
  localStorage.setItem(stored, language);
  document.documentElement.lang = language;
  watchers.forEach(watcher => watcher());
}

/** Sentences of one screen: t('key', { name: 'value' }) fills {name}. @param {Both} both */
export function translator(both) {
  /** @param {string} key @param {Record<string, string|number>} [values] @returns {string} */
  return (key, values = {}) => (both[language][key] ?? both.en[key] ?? key)
    .replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
