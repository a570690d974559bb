// What can or must be chosen with a dish: groups of options, each with its difference in price.
import { html } from '../shared/html.js';
import { Button, Field } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ groups: any[], onChange: (groups: any[]) => void }} props */
export function OptionGroups({ groups, onChange }) {
  const change = (/** @type {number} */ i, /** @type {any} */ what) => onChange(groups.map((one, j) => (i === j ? { ...one, ...what } : one)));
  const typing = (/** @type {(text: string) => void} */ set) => (/** @type {any} */ event) => set(event.target.value);
  return html`<fieldset><legend>${t('choices')}</legend>${groups.map((group, i) => {
    const options = (/** @type {any[]} */ next) => change(i, { options: next });
    const option = (/** @type {number} */ k, /** @type {any} */ what) => options(group.options.map((/** @type {any} */ one, /** @type {number} */ j) => (j === k ? { ...one, ...what } : one)));
    return html`<div key=${i} class="note stack" role="group" aria-label=${`${t('choices')}: ${group.name}`}>
      <${Field} label=${t('group')}><input required maxlength="100" value=${group.name} onInput=${typing(name => change(i, { name }))} /><//>
      <div class="row"><${Field} label=${t('least')}><input class="short" type="number" min="0" max="50" required value=${group.min} onInput=${typing(min => change(i, { min }))} /><//>
        <${Field} label=${t('most')}><input class="short" type="number" min="1" max="50" required value=${group.max} onInput=${typing(max => change(i, { max }))} /><//></div>
      <ul class="stack">${group.options.map((/** @type {any} */ one, /** @type {number} */ k) => html`<li key=${k} class="option">
        <input required maxlength="100" aria-label=${t('option')} placeholder=${t('option')} value=${one.name} onInput=${typing(name => option(k, { name }))} />
        <input required inputmode="decimal" pattern="-?[0-9]+([.,][0-9]{1,2})?" aria-label=${`${t('more')}: ${one.name}`} value=${one.price} onInput=${typing(price => option(k, { price }))} />
        <${Button} kind="quiet" label=${`${t('remove')}: ${one.name}`} onClick=${() => options(group.options.filter((/** @type {any} */ _, /** @type {number} */ j) => j !== k))}>×<//></li>`)}</ul>
      <div class="row"><${Button} kind="plain" onClick=${() => options([...group.options, { name: '', price: '0.00' }])}>${t('addOption')}<//>
        <${Button} kind="plain" label=${`${t('remove')}: ${group.name}`} onClick=${() => onChange(groups.filter((_, j) => i !== j))}>${t('removeGroup')}<//></div></div>`;
  })}<${Button} kind="plain" onClick=${() => onChange([...groups, { name: '', min: 0, max: 1, options: [{ name: '', price: '0.00' }] }])}>${t('addGroup')}<//></fieldset>`;
}
