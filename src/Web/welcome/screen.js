// The first page: what there is, and the way in. Also shown where a screen needs somebody else.
import { html } from '../shared/html.js';
import { settings } from '../shared/settings.js';
import { t as shared } from '../shared/words.js';
import { CityButton } from './city-button.js';
import { Register } from './register.js';
import { Login } from './login.js';
import { t } from './words.js';

const places = [
  { name: 'customer', role: 'customer', email: 'customer@demo.test' },
  { name: 'kitchen', role: 'restaurant', email: 'restaurant@demo.test' },
  { name: 'driver', role: 'driver', email: 'driver@demo.test' },
  { name: 'ops', role: 'ops', email: 'ops@demo.test' },
];

/** @param {{ role?: string, profile?: import('../shared/session.js').Profile }} props */
export function Screen({ role, profile }) {
  const shown = role ? places.filter(place => place.role === role) : places;
  const own = profile && places.find(place => profile.roles.includes(place.role));
  return html`
    ${!role && html`<h1>${t('title')}</h1><p class="lead soft">${t('about')}</p>`}
    ${role && html`<h1>${shared(shown[0].name)}</h1>`}
    ${own && html`<p class="note good">${t('here', { name: profile.displayName })} <a href=${`/${own.name}`}>${t('go')}</a></p>`}
    <div class="columns">
      <section class="stack">
        <div class="grid">${shown.map(({ name, email }) => html`<article key=${name} class="card stack">
          <h2>${shared(name)}</h2><p class="soft">${t(name)}</p>
          ${settings.demo
    ? html`<a class="button main" href=${`/${name}?as=${email}`} target=${role ? undefined : '_blank'} rel="noopener">${t('openAs', { name: email.split('@')[0] })}</a>`
    : html`<a class="button main" href=${`/${name}`}>${t('open')}</a>`}
        </article>`)}</div>
        ${settings.demo && html`<p class="soft">${t('demoHint')}</p>`}
        ${settings.demo && !role && html`<${CityButton} />`}
        <p class="soft">${t('docs')} <a href="/docs">/docs</a>.</p>
      </section>
      <section class="side stack">${!profile && html`<${Login} /><${Register} />`}</section>
    </div>`;
}
