// How it was: of the food, of the way if somebody brought it, and a word to the restaurant. What was said can be said otherwise.
import { html, useState } from '../shared/html.js';
import { useCommand } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { Button, Field } from '../shared/ui/parts.js';
import { say } from '../shared/ui/toast.js';
import { t } from './words.js';

const most = [1, 2, 3, 4, 5];

/** @param {{ name: string, label: string, value: number | undefined, onChoose: (value: number) => void }} props */
function Stars({ name, label, value, onChoose }) {
  return html`<fieldset class="stars"><legend>${label}</legend>${most.map(one => html`
    <label key=${one} class=${value && one <= value ? 'lit' : ''}><input type="radio" name=${name} value=${one} checked=${one === value} aria-label=${t('ofFive', { number: one })}
      onChange=${() => onChoose(one)} /><span aria-hidden="true">★</span></label>`)}</fieldset>`;
}

/** @param {{ order: any, onDone: () => void }} props */
export function Rating({ order, onDone }) {
  const said = order.rating;
  const [food, setFood] = useState(said?.food);
  const [delivery, setDelivery] = useState(said?.delivery);
  const [comment, setComment] = useState(said?.comment ?? '');
  const [send, busy] = useCommand(async () => {
    await client.put(`/api/v1/orders/${order.id}/rating`, { food, ...(delivery && { delivery }), ...(comment.trim() && { comment: comment.trim() }) });
    say(t('rated'), 'good');
    onDone();
  });
  return html`<section class="card stack" data-rating=${said?.food}><h2>${t('rating')}</h2>
    <${Stars} name="food" label=${t('food')} value=${food} onChoose=${setFood} />
    ${order.fulfilment === 'delivery' && html`<${Stars} name="delivery" label=${t('delivery')} value=${delivery} onChoose=${setDelivery} />`}
    <${Field} label=${t('toTheRestaurant')}><textarea rows="2" maxlength="500" value=${comment} onInput=${(/** @type {any} */ event) => setComment(event.target.value)} /><//>
    <${Button} kind="plain" busy=${busy} disabled=${!food} onClick=${send}>${t(said ? 'rateAgain' : 'rate')}<//></section>`;
}
