// Opening hours of the week, and days on which they are others or none.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { Button, Field } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { t } from './words.js';

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const lunch = { opens: '11:00', closes: '22:00' };

/** @param {{ name: string, spans: any[], onChange: (spans: any[]) => void }} props */
function Spans({ name, spans, onChange }) {
  const set = (/** @type {number} */ i, /** @type {string} */ end) => (/** @type {any} */ event) => onChange(spans.map((one, j) => (i === j ? { ...one, [end]: event.target.value } : one)));
  return html`<div class="spans">${spans.map((one, i) => html`<span key=${i} class="row">
      <input type="time" required aria-label=${`${name}: ${t('opens')}`} value=${one.opens} onInput=${set(i, 'opens')} />–
      <input type="time" required aria-label=${`${name}: ${t('closes')}`} value=${one.closes} onInput=${set(i, 'closes')} />
      <${Button} kind="quiet" label=${`${t('remove')}: ${name} ${one.opens}`} onClick=${() => onChange(spans.filter((_, j) => i !== j))}>×<//></span>`)}
    ${spans.length === 0 && html`<span class="soft">${t('shut')}</span>`}
    <${Button} kind="quiet" label=${`${t('addTime')}: ${name}`} onClick=${() => onChange([...spans, lunch])}>+<//></div>`;
}

/** @param {{ restaurant: any, onSaved: (restaurant: any) => any }} props */
export function Hours({ restaurant, onSaved }) {
  const [always, setAlways] = useState(restaurant.alwaysOpen);
  const [week, setWeek] = useState(() => Object.fromEntries(days.map(day => [day, restaurant.hours.filter((/** @type {any} */ one) => one.day === day)])));
  const [special, setSpecial] = useState(/** @type {any[]} */ (restaurant.specialDays));
  const [save, busy] = useCommand(async () => {
    const hours = days.flatMap(day => week[day].map((/** @type {any} */ one) => ({ day, opens: one.opens, closes: one.closes })));
    const specialDays = special.map(one => ({ date: one.date, hours: one.hours ?? [], ...(one.note?.trim() && { note: one.note.trim() }) }));
    await onSaved(await client.put(`/api/v1/restaurants/${restaurant.id}/opening-hours`, { alwaysOpen: always, hours: always ? [] : hours, specialDays }, { ifMatch: restaurant.version }));
    say(t('saved'), 'good');
  });
  const change = (/** @type {number} */ i, /** @type {any} */ what) => setSpecial(special.map((one, j) => (i === j ? { ...one, ...what } : one)));
  return html`<form class="card stack" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); save(); }}>
    <h2>${t('hours')}</h2><p class="soft">${t('hoursHint', { zone: restaurant.timeZone })}</p>
    <label class="choice"><input type="checkbox" checked=${always} onChange=${() => setAlways(!always)} /><span>${t('always')}</span></label>
    ${!always && html`<dl class="week">${days.map(day => html`<div key=${day}><dt>${t(day)}</dt><dd><${Spans} name=${t(day)} spans=${week[day]} onChange=${(/** @type {any[]} */ spans) => setWeek({ ...week, [day]: spans })} /></dd></div>`)}</dl>`}
    <h3>${t('special')}</h3><p class="soft">${t('specialHint')}</p>
    <ul class="stack">${special.map((one, i) => html`<li key=${i} class="special">
      <${Field} label=${t('date')}><input type="date" required value=${one.date} onInput=${(/** @type {any} */ event) => change(i, { date: event.target.value })} /><//>
      <${Field} label=${t('note')}><input maxlength="100" value=${one.note ?? ''} onInput=${(/** @type {any} */ event) => change(i, { note: event.target.value })} /><//>
      <${Spans} name=${one.date || t('special')} spans=${one.hours ?? []} onChange=${(/** @type {any[]} */ hours) => change(i, { hours })} />
      <${Button} kind="plain" label=${`${t('remove')}: ${one.date}`} onClick=${() => setSpecial(special.filter((_, j) => i !== j))}>${t('remove')}<//></li>`)}</ul>
    <div class="row"><${Button} kind="plain" onClick=${() => setSpecial([...special, { date: '', hours: [] }])}>${t('addDay')}<//><${Button} type="submit" busy=${busy}>${t('save')}<//></div></form>`;
}
