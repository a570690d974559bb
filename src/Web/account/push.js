// Web push to this browser. One browser has one address at its push service, so it belongs to whoever switched it on last.
import { client } from '../shared/session.js';

const stored = 'fd.push';
export const possible = 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;

const screen = () => location.pathname.slice(1);
const bytes = (/** @type {string} */ base64) => Uint8Array.from(atob(base64.replace(/-/g, '+').replace(/_/g, '/')), one => one.charCodeAt(0));
const registered = () => navigator.serviceWorker.getRegistration('/web/');

/** A worker that can take pushes. The smallest scope: it is in no page's way. */
async function worker() {
  const registration = await navigator.serviceWorker.register(`/web/worker.js?screen=${screen()}`, { scope: '/web/' });
  const young = registration.installing ?? registration.waiting;
  if (young && !registration.active) {
    await new Promise(resolve => young.addEventListener('statechange', () => { if (young.state === 'activated') resolve(undefined); }));
  }
  return registration;
}

// Somebody touched a push, and this page is the one to show what it is about.
if (possible) navigator.serviceWorker.addEventListener('message', ({ data }) => { if (data.open) location.assign(data.open); });

const tell = (/** @type {PushSubscription} */ subscription) => {
  const { endpoint, keys } = subscription.toJSON();
  return client.post('/api/v1/notifications/push-subscriptions', { endpoint, keys: { p256dh: keys?.p256dh, auth: keys?.auth } });
};

/** Whether this browser gets pushes for this person. @param {string} person */
export async function isOn(person) {
  if (!possible || localStorage.getItem(stored)?.split(' ')[0] !== person || Notification.permission !== 'granted') return false;
  return Boolean(await (await registered())?.pushManager.getSubscription());
}

/** @param {string} person @returns {Promise<'on'|'denied'|'failed'>} */
export async function switchOn(person) {
  const { publicKey } = await client.get('/api/v1/notifications/push-key');
  if (await Notification.requestPermission() !== 'granted') return 'denied';
  const registration = await worker();
  const old = await registration.pushManager.getSubscription();
  const subscription = await (old ?? registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(publicKey) }).catch(() => null));
  if (!subscription) return 'failed';
  const { id } = await tell(subscription);
  localStorage.setItem(stored, `${person} ${id}`);
  return 'on';
}

export async function switchOff() {
  const id = localStorage.getItem(stored)?.split(' ')[1];
  localStorage.removeItem(stored);
  await (await (await registered())?.pushManager.getSubscription())?.unsubscribe();
  if (id) await client.delete(`/api/v1/notifications/push-subscriptions/${id}`);
}

/** A subscription ends with its session: said again at every start. @param {string} person */
export async function keepOn(person) {
  if (localStorage.getItem(stored)?.split(' ')[0] !== person) return;
  const subscription = await (await registered())?.pushManager.getSubscription();
  if (subscription) localStorage.setItem(stored, `${person} ${(await tell(subscription)).id}`);
}
