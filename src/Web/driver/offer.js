// One offer: where from and to, how far, how much, how long it stands.
import { html } from '../shared/html.js';
import { useCommand, useNow } from '../shared/hooks.js';
import { countdown, distance, money } from '../shared/format.js';
import { CityMap } from '../shared/map/map.js';
import { client } from '../shared/session.js';
import { Button, Sums } from '../shared/ui/parts.js';
import { t } from './words.js';

/** @param {{ offer: any, position: any, onAnswered: () => void }} props */
export function Offer({ offer, position, onAnswered }) {
  const now = useNow(500);
  const [answer, busy] = useCommand(async what => {
    try {
      await client.post(`/api/v1/offers/${offer.id}/${what}`);
    } finally {
      await onAnswered();
    }
  });
  const left = Date.parse(offer.expiresAt) - now;
  const places = [
    { id: 'pickup', lat: offer.pickup.lat, lng: offer.pickup.lng, kind: 'restaurant', name: offer.pickup.name },
    { id: 'door', lat: offer.dropoff.lat, lng: offer.dropoff.lng, kind: 'door', name: t('to') },
    { id: 'me', lat: position.lat, lng: position.lng, kind: 'courier', name: t('position') },
  ];
  return html`<section class="card stack" data-offer=${offer.orderId} aria-label=${t('offer')}>
    <div class="row apart"><h2>${t('offer')}: ${offer.pickup.name}</h2><strong class="number ${left < 10_000 ? 'why' : ''}">${countdown(left)} ${t('left')}</strong></div>
    <${CityMap} places=${places} />
    <${Sums} rows=${[[t('pay'), money(offer.pay), 'total'], [t('way'), distance(offer.distanceMeters)], [t('from'), offer.pickup.address ?? offer.pickup.name]]} />
    <${Button} kind="main big" busy=${busy} onClick=${() => answer('accept')}>${t('accept')}<//>
    <${Button} kind="plain big" busy=${busy} onClick=${() => answer('decline')}>${t('decline')}<//>
  </section>`;
}
