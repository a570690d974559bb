// Who uses this page. The access token is in memory only; the refresh token also in sessionStorage, so that a reload keeps the person
// and another tab can be somebody else (docs/adr says why there is no cookie).
import { Client } from './client.js';
import { language, onLanguage } from './i18n.js';

const stored = 'fd.refresh';

/** @typedef {{ id: string, email: string, displayName: string, roles: string[], restaurantIds: string[], driverStatus?: string, vehicle?: string }} Profile */

export const client = new Client();
client.language = language;
onLanguage(() => { client.language = language; });
/** @type {Profile|undefined} */
export let profile;
/** @type {Set<() => void>} */
const watchers = new Set();

/** Tells whoever draws the page that somebody came or went. @param {() => void} watcher */
export function onSession(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

// A duplicated tab has the same refresh token. Each token works once, so copies renew one after the other and tell what they got.
const copies = 'BroadcastChannel' in globalThis ? new BroadcastChannel('fd.session') : undefined;
client.alone = async work => {
  if (!navigator.locks) return work();
  return navigator.locks.request('fd.refresh', async () => {
    await askCopies();
    return work();
  });
};
copies?.addEventListener('message', ({ data }) => {
  if (data.asks && data.asks === told?.before) copies?.postMessage(told);
  if (data.before !== client.refreshToken || !client.refreshToken) return;
  if (data.tokens) adopt(data.tokens);
  else client.forget();
  answered();
});

/** What this page told its copies last. @type {{ before: string, tokens: any }|undefined} */
let told;
let answered = () => {};

/** A copy's word may come later than its lock, and may have been missed: whether one has used up this token already. */
async function askCopies() {
  if (!copies || !client.refreshToken || (await tabs()) < 2) return;
  const answer = new Promise(resolve => { answered = () => resolve(undefined); });
  copies.postMessage({ asks: client.refreshToken });
  await Promise.race([answer, new Promise(resolve => setTimeout(resolve, 60))]);
}

/** How many pages are open; each holds a lock as long as it is there. */
const tabs = async () => ((await navigator.locks.query()).held ?? []).filter(lock => lock.name === 'fd.tab').length;
navigator.locks?.request('fd.tab', { mode: 'shared' }, () => new Promise(() => {}));

let last = '';
let hearing = false;
function adopt(/** @type {import('./client.js').Tokens} */ tokens) {
  hearing = true;
  client.take(tokens);
  hearing = false;
}

client.onTokens = ({ accessToken, refreshToken, expiresAt }) => {
  if (refreshToken) sessionStorage.setItem(stored, refreshToken);
  else sessionStorage.removeItem(stored);
  const tokens = refreshToken && { accessToken, refreshToken, expiresIn: (expiresAt - Date.now()) / 1000 };
  if (last && !hearing) {
    told = { before: last, tokens };
    copies?.postMessage(told);
  }
  last = refreshToken;
  if (!refreshToken && profile) {
    profile = undefined;
    watchers.forEach(watcher => watcher());
  }
};

async function meet() {
  profile = await client.get('/api/v1/users/me');
  watchers.forEach(watcher => watcher());
}

/** @param {string} email @param {string} password */
export async function login(email, password) {
  await client.login(email, password);
  await meet();
}

export const logout = () => client.logout();

/** Somebody who was here before the page was loaded again. */
export async function resume() {
  const refreshToken = sessionStorage.getItem(stored);
  if (!refreshToken) return;
  client.refreshToken = last = refreshToken;
  await client.refresh();
  await meet();
}
