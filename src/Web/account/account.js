// One's own account, under #/account of every screen: who one is, what one is told, where one is logged in.
import { html } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { Loaded } from '../shared/ui/parts.js';
import { Addresses } from './addresses.js';
import { Cards } from './cards.js';
import { Leaving, Saving } from './leaving.js';
import { Notifications } from './notifications.js';
import { Email, Password, Person } from './person.js';
import { Sessions } from './sessions.js';
import { t } from './words.js';

export function Account() {
  const me = useFresh(() => client.get('/api/v1/users/me'), [], { every: 3_600_000 });
  return html`<h1>${t('account')}</h1><${Loaded} of=${me}>${(/** @type {any} */ profile) => html`<div class="halves">
    <div class="stack"><${Notifications} person=${profile.id} roles=${profile.roles} /></div>
    <div class="stack"><${Person} profile=${profile} />${profile.roles.includes('customer') && html`<${Addresses} /><${Cards} />`}
      <${Email} profile=${profile} /><${Password} /><${Sessions} /><${Saving} /><${Leaving} /></div></div>`}<//>`;
}
