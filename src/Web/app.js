// The frame of every page: finds the screen by the address, the person by the session, and draws one in the other.
import { html, render, useEffect, useState } from './shared/html.js';
import { language, onLanguage, speak } from './shared/i18n.js';
import { live } from './shared/live.js';
import { login, logout, onSession, profile, resume } from './shared/session.js';
import { readSettings, settings } from './shared/settings.js';
import { Toasts, say } from './shared/ui/toast.js';
import { describe } from './shared/problems.js';
import { t } from './shared/words.js';

/** Which role a screen is for, and where it is. @type {Record<string, { role?: string, load: () => Promise<any> }>} */
const screens = {
  customer: { role: 'customer', load: () => import('./customer/screen.js') },
  kitchen: { role: 'restaurant', load: () => import('./kitchen/screen.js') },
  driver: { role: 'driver', load: () => import('./driver/screen.js') },
  ops: { role: 'ops', load: () => import('./ops/screen.js') },
  reset: { load: () => import('./account/screen.js') },
  verify: { load: () => import('./account/screen.js') },
  invite: { load: () => import('./account/screen.js') },
};

const name = location.pathname.slice(1);
const place = screens[name];
const welcome = () => import('./welcome/screen.js');

function theme() {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const now = document.documentElement.dataset.theme ?? (dark ? 'dark' : 'light');
  const next = now === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = next;
  localStorage.setItem('fd.theme', next);
}

function LinkState() {
  const [state, setState] = useState(live.state);
  useEffect(() => {
    // An effect runs after the first picture: what became of the stream in between would never be told.
    setState(live.state);
    return live.watch(setState);
  }, []);
  const text = state === 'open' ? t('live') : t(state);
  return html`<span class="link-state ${state}" role="status">${text}</span>`;
}

/** @param {{ links?: [string, string][] }} props */
function Top({ links = [] }) {
  const [, draw] = useState(0);
  useEffect(() => {
    const changed = () => draw(count => count + 1);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  const here = location.hash.replace(/^#\/?/, '').split('/')[0];
  return html`<header class="top">
    <a class="brand" href="/"><img src="/web/shared/style/icon.svg" alt="" />${place?.role ? t(name) : 'FoodDelivery'}</a>
    <nav aria-label=${t('home')}>${links.map(([to, text]) => html`
      <a key=${to} href=${`#/${to}`} aria-current=${here === to ? 'page' : undefined}>${text}</a>`)}
      ${profile && place?.role && html`<a class="mine" href="#/account" aria-current=${here === 'account' ? 'page' : undefined}>${t('mine')}</a>`}</nav>
    ${profile && html`<${LinkState} />${place?.role ? html`<a class="who" href="#/account" aria-label=${t('account', { name: profile.displayName })} title=${profile.email} aria-current=${here === 'account' ? 'page' : undefined}>${profile.displayName}</a>` : html`<span class="who" title=${profile.email}>${profile.displayName}</span>`}`}
    <span class="tools">
      <button class="quiet" aria-label=${t('language')} onClick=${() => speak(language === 'en' ? 'de' : 'en')}>${language === 'en' ? 'DE' : 'EN'}</button>
      <button class="quiet" aria-label=${t('theme')} onClick=${theme}>◐</button>
      ${profile && html`<button class="quiet" onClick=${() => { logout(); }}>${t('logout')}</button>`}
    </span>
  </header>`;
}

/** @param {{ screen: any, entry: any }} props */
function Page({ screen, entry }) {
  const [, draw] = useState(0);
  useEffect(() => {
    onSession(() => {
      if (profile) live.start(); else live.stop();
      keepPushes();
      draw(count => count + 1);
    });
    onLanguage(() => draw(count => count + 1));
  }, []);
  const role = place?.role;
  const fits = !role || profile?.roles.includes(role);
  const shown = fits ? screen : entry;
  return html`<a class="skip" href="#main" onClick=${(/** @type {Event} */ event) => { event.preventDefault(); document.querySelector('main')?.focus(); }}>${t('skip')}</a>
    <${Top} key=${`top ${language}`} links=${fits ? screen.links?.() : []} />
    <main id="main" tabindex="-1" class=${shown.frame ?? ''} key=${`${language} ${profile?.id}`}>
      ${!fits && profile && html`<p class="note warm">${t('wrongRole', { name: profile.displayName })}</p>`}
      <${shown.Screen} screen=${name} role=${role} profile=${profile} />
    </main><${Toasts} />`;
}

/** ?as=customer@demo.test logs in with one click, where the demo city is. */
async function enter() {
  const wish = new URLSearchParams(location.search).get('as');
  if (wish) history.replaceState(null, '', location.pathname + location.hash);
  try {
    await resume();
    if (wish && settings.demo && profile?.email !== wish) await login(wish, 'Demo-Passw0rd!');
  } catch (problem) {
    setTimeout(() => say(describe(problem), 'bad'));
  }
}

/** Whoever gets pushes in this browser goes on getting them. */
function keepPushes() {
  if (profile && localStorage.getItem('fd.push')?.startsWith(profile.id)) import('./account/push.js').then(push => push.keepOn(profile?.id ?? '')).catch(() => {});
}

document.documentElement.lang = language;
const chosen = localStorage.getItem('fd.theme');
if (chosen) document.documentElement.dataset.theme = chosen;
document.title = place?.role ? `${t(name)} · FoodDelivery` : 'FoodDelivery';
const reading = readSettings();
const [screen, entry] = await Promise.all([(place?.load ?? welcome)(), welcome(), reading.then(enter)]);
if (profile) live.start();
keepPushes();
render(html`<${Page} screen=${screen} entry=${entry} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
