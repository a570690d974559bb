// Where to: the customer's saved addresses, and the one that was chosen last in this tab.
import { html, useState } from '../shared/html.js';
import { useFresh } from '../shared/hooks.js';
import { client } from '../shared/session.js';
import { t } from './words.js';

const stored = 'fd.address';

/** @typedef {{ id: string, label?: string, address: string, lat: number, lng: number }} Address */

/** @returns {{ address?: Address, addresses: Address[], choose: (id: string) => void, ready: boolean }} */
export function useAddress() {
  const [id, setId] = useState(() => sessionStorage.getItem(stored) ?? '');
  const { data, loading } = useFresh(() => client.get('/api/v1/users/me/addresses'), [], { every: 600_000 });
  const addresses = data?.items ?? [];
  return {
    address: addresses.find((/** @type {Address} */ one) => one.id === id) ?? addresses[0], addresses, ready: !loading,
    choose: chosen => { sessionStorage.setItem(stored, chosen); setId(chosen); },
  };
}

/** @param {{ of: ReturnType<typeof useAddress> }} props */
export const AddressChoice = ({ of: { address, addresses, choose, ready } }) => (ready && addresses.length === 0 ? html`<p class="note warm"><a href="#/account">${t('noAddress')}</a></p>` : html`
  <label class="field"><span>${t('near')}</span>
    <select value=${address?.id} onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
      ${addresses.map(one => html`<option key=${one.id} value=${one.id}>${one.label ? `${one.label}: ` : ''}${one.address}</option>`)}
    </select></label>`);
