// What wakes up when a push comes, also when no page is open: shows it, and leads to its order. Asks for nothing and keeps nothing.
const worker = /** @type {any} */ (globalThis);

/** Which screen a message belongs to, by who was let in here last. The page says it in the address of this script. */
const place = new URL(location.href).searchParams.get('screen') ?? 'customer';

worker.addEventListener('install', () => worker.skipWaiting());
worker.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('push', (/** @type {any} */ event) => {
  const { title = 'FoodDelivery', body = '', tag, orderId } = event.data?.json() ?? {};
  event.waitUntil(worker.registration.showNotification(title, { body, tag, icon: '/web/shared/style/icon.svg', data: { orderId } }));
});

worker.addEventListener('notificationclick', (/** @type {any} */ event) => {
  const { orderId } = event.notification.data ?? {};
  const page = orderId && ['customer', 'ops'].includes(place) ? `/${place}#/orders/${orderId}` : `/${place}`;
  event.notification.close();
  event.waitUntil((async () => {
    const open = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const own = open.find((/** @type {any} */ one) => new URL(one.url).pathname === `/${place}`);
    if (!own) return worker.clients.openWindow(page);
    await own.focus();
    return own.postMessage({ open: page });
  })());
});
