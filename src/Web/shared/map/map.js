// A map: the invented city drawn from its own data, or tiles where an address for them is set. Leaflet is loaded with the first map.
import { html, useEffect, useRef } from '../html.js';
import { settings } from '../settings.js';
import { t } from '../words.js';
import { center, ground, lake, parks, river, roads, streets } from './city.js';

/** @typedef {{ id: string, lat: number, lng: number, kind: 'restaurant'|'courier'|'door'|'order'|'driver', name: string, onClick?: () => void }} Place */

/** @type {Promise<any>|undefined} */
let library;
function leaflet() {
  library ??= new Promise((resolve, reject) => {
    const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/web/vendor/leaflet/leaflet.css' });
    const script = Object.assign(document.createElement('script'), { src: '/web/vendor/leaflet/leaflet.js' });
    script.onload = () => resolve(/** @type {any} */ (globalThis).L);
    script.onerror = () => { library = undefined; reject(new Error('The map could not be loaded.')); };
    document.head.append(style, script);
  });
  return library;
}

/** @param {any} L @param {any} map */
function drawCity(L, map) {
  const quiet = { interactive: false };
  L.polygon(ground, { ...quiet, className: 'city-ground' }).addTo(map);
  for (const park of parks) L.polygon(park, { ...quiet, className: 'city-park' }).addTo(map);
  L.polyline(river, { ...quiet, className: 'city-river', smoothFactor: 0 }).addTo(map);
  for (const road of roads) L.polyline(road, { ...quiet, className: 'city-road' }).addTo(map);
  L.polygon(lake, { ...quiet, className: 'city-lake' }).addTo(map);
  for (const [, fromLat, fromLng, toLat, toLng] of streets) {
    L.polyline([[fromLat, fromLng], [toLat, toLng]], { ...quiet, className: 'city-street' }).addTo(map);
  }
  for (const [name, fromLat, fromLng, toLat, toLng] of streets) {
    L.marker([(fromLat + toLat) / 2, (fromLng + toLng) / 2], { ...quiet, keyboard: false,
      icon: L.divIcon({ className: 'city-name', html: Object.assign(document.createElement('span'), { textContent: name }), iconSize: [0, 0] }) }).addTo(map);
  }
}

/** @param {any} L @param {any} map */
function drawTiles(L, map) {
  const address = settings.tiles.replace('[z]', '{z}').replace('[x]', '{x}').replace('[y]', '{y}');
  L.tileLayer(address, { attribution: settings.tilesBy.replace(/[<>&]/g, ''), maxZoom: 19 }).addTo(map);
}

/** Marks glide to where they are now; what is gone is taken away. @param {any} L @param {any} map @param {Map<string, any>} marks @param {Place[]} places */
function place(L, map, marks, places) {
  for (const [id, mark] of marks) if (!places.some(one => one.id === id)) { mark.remove(); marks.delete(id); }
  for (const { id, lat, lng, kind, name, onClick } of places) {
    const mark = marks.get(id);
    if (mark) { mark.setLatLng([lat, lng]); continue; }
    const added = L.marker([lat, lng], {
      title: name, alt: name, keyboard: Boolean(onClick), interactive: Boolean(onClick), zIndexOffset: kind === 'restaurant' ? 0 : 500,
      icon: L.divIcon({ className: `pin ${kind}`, iconSize: [30, 30], iconAnchor: [15, 15] }),
    }).addTo(map);
    if (onClick) added.on('click', onClick);
    marks.set(id, added);
  }
}

/** @param {{ places: Place[], follow?: boolean, tall?: boolean, label?: string }} props */
export function CityMap({ places, follow = true, tall = false, label }) {
  const element = useRef(/** @type {HTMLElement|null} */ (null));
  const current = useRef(/** @type {any} */ ({ places, marks: new Map() }));
  current.current.places = places;

  const show = () => {
    const { L, map, marks, shown } = current.current;
    if (!map) return;
    place(L, map, marks, current.current.places);
    const ids = current.current.places.map((/** @type {Place} */ one) => one.id).sort().join();
    if (current.current.places.length && (follow ? shown !== ids : !shown)) {
      map.fitBounds(L.latLngBounds(current.current.places).pad(0.3), { maxZoom: 15, animate: false });
      current.current.shown = ids;
    }
  };

  useEffect(() => {
    let gone = false;
    leaflet().then(L => {
      if (gone || !element.current) return;
      const map = L.map(element.current, { zoomControl: true, attributionControl: Boolean(settings.tiles), zoomSnap: 0.5, scrollWheelZoom: false, preferCanvas: false })
        .setView([center.lat, center.lng], 13);
      map.on('zoomend', () => element.current?.classList.toggle('near', map.getZoom() >= 15));
      if (settings.tiles) drawTiles(L, map); else drawCity(L, map);
      Object.assign(current.current, { L, map });
      show();
      element.current.classList.toggle('near', map.getZoom() >= 15);
    }).catch(() => {});
    return () => { gone = true; current.current.map?.remove(); current.current = { places, marks: new Map() }; };
  }, []);
  useEffect(show, [places]);

  return html`<figure class="map ${tall ? 'tall' : ''}">
    <div ref=${element} class="canvas" role="application" aria-label=${label ?? t('map')}></div>
    <figcaption class="visually-hidden">${places.map(one => `${one.name}: ${one.lat.toFixed(4)}, ${one.lng.toFixed(4)}`).join('; ')}</figcaption>
  </figure>`;
}
