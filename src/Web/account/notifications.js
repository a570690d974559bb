// What a person is told by mail and by push, on which devices, and when not.
import { html, useEffect, useState } from '../shared/html.js';
import { useCommand, useFresh } from '../shared/hooks.js';
import { day } from '../shared/format.js';
import { Problem } from '../shared/problem.js';
import { client } from '../shared/session.js';
import { Button, Empty, Field, Loaded } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { isOn, possible, switchOff, switchOn } from './push.js';
import { t } from './words.js';

const channels = ['email', 'push'];
/** Whom a kind of message is for; the others would only be in the way. @type {Record<string, string>} */
const roleOf = { orderUpdates: 'customer', orderSummaries: 'customer', restaurantOrders: 'restaurant', restaurantReminders: 'restaurant', driverWork: 'driver', operations: 'ops' };
const path = '/api/v1/notifications';
const nameOf = (/** @type {string} */ type) => t(type === 'account' ? 'accountLinks' : type);

/** @param {{ person: string, onChanged: () => void }} props */
function ThisBrowser({ person, onChanged }) {
  const [on, setOn] = useState(false);
  const [none, setNone] = useState(false);
  const look = () => isOn(person).then(setOn, () => {});
  useEffect(() => { look(); }, []);
  const [turn, busy] = useCommand(async () => {
    try {
      const became = on ? await switchOff() : await switchOn(person);
      if (became === 'denied') say(t('pushDenied'), 'bad');
      if (became === 'failed') say(t('pushFailed'), 'bad');
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 404 || on) throw problem;
      setNone(true);
    }
    await look();
    onChanged();
  });
  if (!possible || none) return html`<p class="note">${t(possible ? 'pushNone' : 'pushImpossible')}</p>`;
  return html`<div class="row apart"><p>${t(on ? 'pushOn' : 'pushOff')}</p>
    <${Button} kind=${on ? 'plain' : 'main'} busy=${busy} onClick=${turn}>${t(on ? 'pushStop' : 'pushStart')}<//></div>`;
}

/** @param {{ person: string }} props */
function Devices({ person }) {
  const devices = useFresh(() => client.get(`${path}/push-subscriptions`), []);
  const [remove, busy] = useCommand(async id => {
    await client.delete(`${path}/push-subscriptions/${id}`);
    await devices.reload();
  });
  return html`<section class="card stack"><h2>${t('devices')}</h2><${ThisBrowser} person=${person} onChanged=${devices.reload} />
    <${Loaded} of=${devices}>${(/** @type {any} */ { items }) => (items.length === 0 ? html`<${Empty}>${t('noDevices')}<//>` : html`<ul class="stack">
      ${items.map((/** @type {any} */ one) => html`<li key=${one.id} class="row apart"><span>${one.service}<br /><small>${t('since', { time: day(one.createdAt) })}</small></span>
        <${Button} kind="plain" disabled=${busy} label=${`${t('remove')}: ${one.service}`} onClick=${() => remove(one.id)}>${t('remove')}<//></li>`)}</ul>`)}<//></section>`;
}

/** @param {{ now: any, roles: string[], onSaved: () => Promise<void> }} props */
function Choices({ now, roles, onSaved }) {
  const [choices, setChoices] = useState(/** @type {any[]} */ (now.choices));
  const [quiet, setQuiet] = useState(/** @type {any} */ (now.quietHours ?? null));
  const [save, busy] = useCommand(async () => {
    const free = choices.filter(one => !one.fixed).map(({ type, channel, enabled }) => ({ type, channel, enabled }));
    await client.put(`${path}/preferences`, { choices: free, ...(quiet && { quietHours: quiet }) });
    say(t('saved'), 'good');
    await onSaved();
  });
  const flip = (/** @type {any} */ which) => setChoices(choices.map(one => (one === which ? { ...one, enabled: !one.enabled } : one)));
  const types = [...new Set(choices.map(one => one.type))].filter(type => !roleOf[type] || roles.includes(roleOf[type]));
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const at = (/** @type {string} */ end) => (/** @type {any} */ event) => setQuiet({ ...quiet, [end]: event.target.value });
  return html`<form class="card stack" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); save(); }}>
    <h2>${t('whatFor')}</h2>
    <table class="choices"><thead><tr><td></td>${channels.map(one => html`<th key=${one} scope="col">${t(one)}</th>`)}</tr></thead>
      <tbody>${types.map(type => html`<tr key=${type}><th scope="row">${nameOf(type)}</th>${channels.map(channel => {
    const choice = choices.find(one => one.type === type && one.channel === channel);
    return html`<td key=${channel}>${choice ? html`<input type="checkbox" aria-label=${`${nameOf(type)}: ${t(channel)}`} checked=${choice.enabled} disabled=${choice.fixed}
      onChange=${() => flip(choice)} />` : '–'}</td>`;
  })}</tr>`)}</tbody></table>
    <p class="soft">${t('fixed')}</p>
    <label class="choice"><input type="checkbox" checked=${Boolean(quiet)} onChange=${() => setQuiet(quiet ? null : { from: '22:00', to: '07:00', timeZone: zone })} /><span>${t('quiet')}</span></label>
    ${quiet && html`<div class="row"><${Field} label=${t('from')}><input type="time" required value=${quiet.from} onInput=${at('from')} /><//>
      <${Field} label=${t('to')}><input type="time" required value=${quiet.to} onInput=${at('to')} /><//></div><p class="soft">${t('quietHint', { zone: quiet.timeZone })}</p>`}
    <${Button} type="submit" busy=${busy}>${t('save')}<//></form>`;
}

/** @param {{ person: string, roles: string[] }} props */
export function Notifications({ person, roles }) {
  const now = useFresh(() => client.get(`${path}/preferences`), [], { every: 3_600_000 });
  return html`<${Loaded} of=${now}>${(/** @type {any} */ data) => html`<${Choices} now=${data} roles=${roles} onSaved=${now.reload} />`}<//><${Devices} person=${person} />`;
}
