// The map of now: restaurants, orders under way, couriers.
import { html, useState } from '../shared/html.js';
import { useEvents, useFresh } from '../shared/hooks.js';
import { CityMap } from '../shared/map/map.js';
import { Problem } from '../shared/problem.js';
import { client } from '../shared/session.js';
import { named } from '../shared/statuses.js';
import { Loaded, Status } from '../shared/ui/parts.js';
import { OrderTable } from './order-table.js';
import { t } from './words.js';

export const underWay = 'pendingPayment,awaitingAcceptance,scheduled,accepted,preparing,ready,inDelivery,cancelling';

/** Who drives, where the installation tells; an older one does not. */
const drivers = () => client.get('/api/v1/ops/delivery/drivers?online=true').catch(problem => {
  if (problem instanceof Problem && [400, 404].includes(problem.status)) return { items: [] };
  throw problem;
});

async function read() {
  const [restaurants, orders, driving] = await Promise.all([
    client.get('/api/v1/restaurants?limit=50'), client.get(`/api/v1/orders?status=${underWay}&limit=100`), drivers(),
  ]);
  return { restaurants: restaurants.items, orders: orders.items, drivers: driving.items };
}

export function Now() {
  const page = useFresh(read, [], { when: event => event.type !== 'delivery.position', every: 10_000 });
  const [moving, setMoving] = useState(/** @type {Record<string, any>} */ ({}));
  useEvents(event => { if (event.type === 'delivery.position') setMoving(old => ({ ...old, [event.data.deliveryId]: event.data })); });
  return html`<h1>${t('now')}</h1><${Loaded} of=${page}>${(/** @type {any} */ data) => {
    const places = [
      ...data.restaurants.map((/** @type {any} */ one) => ({ id: one.id, ...one.location, kind: 'restaurant', name: `${one.name}: ${named(one.status)}` })),
      ...data.orders.filter((/** @type {any} */ one) => one.dropoff).map((/** @type {any} */ one) => ({
        id: one.id, lat: one.dropoff.lat, lng: one.dropoff.lng, kind: 'order', name: `${one.code}: ${named(one.status)}`, onClick: () => { location.hash = `#/orders/${one.id}`; },
      })),
      ...data.drivers.filter((/** @type {any} */ one) => one.position).map((/** @type {any} */ one) => ({
        id: one.id, lat: one.position.lat, lng: one.position.lng, kind: 'driver', name: one.displayName ?? one.firstName ?? t('driver'),
      })),
      ...(data.drivers.length ? [] : Object.values(moving).map(one => ({ id: one.deliveryId, lat: one.lat, lng: one.lng, kind: 'driver', name: t('driver') }))),
    ];
    const counts = Object.entries(data.orders.reduce((/** @type {any} */ sums, /** @type {any} */ one) => ({ ...sums, [one.status]: (sums[one.status] ?? 0) + 1 }), {}));
    return html`<p class="row">${counts.map(([status, count]) => html`<${Status} key=${status} status=${status} text=${`${count} ${named(status)}`} />`)}</p>
      <div class="stack"><${CityMap} places=${places} follow=${false} tall=${true} label=${t('live')} /><${OrderTable} orders=${data.orders} /></div>`;
  }}<//>`;
}
