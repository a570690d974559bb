// Before a driver may drive: what became of the application.
import { html } from '../shared/html.js';
import { useCommand, useFresh } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { Button } from '../shared/ui/parts.js';
import { t } from './words.js';

export function Application() {
  const me = useFresh(() => client.get('/api/v1/users/me'), [], { when: event => event.type === 'notification' });
  const [again, busy] = useCommand(async () => {
    await client.post('/api/v1/users/me/driver-application', { vehicle: me.data.vehicle });
    await me.reload();
  });
  const { driverStatus: state = 'approved', driverReason } = me.data ?? {};
  if (state === 'approved') return null;
  return html`<div class="note warm stack" role="status"><p>${t(state === 'applied' ? 'notApproved' : state, { reason: driverReason ?? '–' })}</p>
    ${state === 'refused' && html`<${Button} kind="plain" busy=${busy} onClick=${again}>${t('again')}<//>`}</div>`;
}
