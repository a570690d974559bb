// Where the driver is: what the phone says, or a place that the demo rides along the map.
import { html, useEffect, useRef, useState } from '../shared/html.js';
import { client } from '../shared/session.js';
import { say } from '../shared/ui/toast.js';
import { center } from '../shared/map/city.js';
import { t } from './words.js';

/** @typedef {{ lat: number, lng: number }} Point */
const every = 15_000; // the matcher asks only drivers whose position is fresh
const stored = 'fd.position';

/** @param {any} me */
export function usePosition(me) {
  const [real, setReal] = useState(false);
  const place = useRef(/** @type {Point} */ (JSON.parse(sessionStorage.getItem(stored) ?? 'null') ?? me?.position ?? { ...center, lat: center.lat + 0.001 }));
  const [at, setAt] = useState(place.current);

  const tell = async (/** @type {Point} */ point = place.current) => {
    place.current = { lat: Number(point.lat.toFixed(6)), lng: Number(point.lng.toFixed(6)) };
    sessionStorage.setItem(stored, JSON.stringify(place.current));
    setAt(place.current);
    await client.post('/api/v1/drivers/me/positions', { points: [{ ...place.current, at: new Date().toISOString() }] }).catch(() => {});
  };
  const ride = async (/** @type {Point} */ to) => {
    const from = place.current;
    for (let part = 1; part <= 8; part++) {
      await tell({ lat: from.lat + ((to.lat - from.lat) * part) / 8, lng: from.lng + ((to.lng - from.lng) * part) / 8 });
      await new Promise(resolve => setTimeout(resolve, 1000));
    }
  };

  const online = me?.status === 'online';
  useEffect(() => {
    if (!online) return undefined;
    if (!real) {
      tell();
      const timer = setInterval(() => tell(), every);
      return () => clearInterval(timer);
    }
    const watch = navigator.geolocation.watchPosition(({ coords }) => tell({ lat: coords.latitude, lng: coords.longitude }),
      () => { setReal(false); say(t('gpsOff'), 'bad'); }, { enableHighAccuracy: true, maximumAge: 5000 });
    return () => navigator.geolocation.clearWatch(watch);
  }, [online, real]);

  const Choice = () => html`<fieldset class="card"><legend class="visually-hidden">${t('position')}</legend>${[false, true].map(one => html`<label key=${one} class="choice">
    <input type="radio" name="position" checked=${real === one} onChange=${() => setReal(one)} /><span>${t(one ? 'useGps' : 'simulated')}</span></label>`)}</fieldset>`;
  return { at, tell, ride, real, Choice };
}
