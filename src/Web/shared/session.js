// Who uses this page. The access token is in memory only; the refresh token also in sessionStorage, so that a reload keeps the person
// and another tab can be somebody else (docs/adr says why there is no cookie).
import { Client } from './client.js';

const stored = 'fd.refresh';

/** @typedef {{ id: string, email: string, displayName: string, roles: string[], restaurantIds: string[], driverStatus?: string, vehicle?: string }} Profile */

export const client = new Client();
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
client.alone = work => (navigator.locks ? navigator.locks.request('fd.refresh', work) : work());
copies?.addEventListener('message', ({ data }) => {
  if (data.before !== client.refreshToken || !client.refreshToken) return;
  if (data.tokens) adopt(data.tokens);
  else client.forget();
});

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
  if (last && !hearing) copies?.postMessage({ before: last, tokens });
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
