// Money, times and distances as people of the chosen language write them.
import { language } from './i18n.js';

const locale = () => (language === 'de' ? 'de-DE' : 'en-GB');

/** @param {{ amount: number, currency: string }|null|undefined} value */
export const money = value => (value
  ? new Intl.NumberFormat(locale(), { style: 'currency', currency: value.currency }).format(value.amount / 100) : '–');

/** @param {string|Date|null|undefined} at */
export const clock = at => (at ? new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(new Date(at)) : '–');

/** @param {string|null|undefined} at */
export const day = at => (at
  ? new Intl.DateTimeFormat(locale(), { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(new Date(at)) : '–');

/** Points of an axis: times of a day, or days. @param {number[]} seconds */
export const axisTimes = seconds => {
  const days = seconds.length > 1 && seconds[1] - seconds[0] >= 86_400;
  const written = new Intl.DateTimeFormat(locale(), days ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' });
  return seconds.map(at => written.format(new Date(at * 1000)));
};

/** @param {string|null|undefined} at */
export const date = at => (at ? new Intl.DateTimeFormat(locale(), { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(at)) : '–');

/** @param {{ earliest: string, latest: string }|null|undefined} window */
export const between = window => (window ? `${clock(window.earliest)} – ${clock(window.latest)}` : '–');

/** @param {number|null|undefined} meters */
export const distance = meters => (meters == null ? '' : meters < 1000 ? `${Math.round(meters / 10) * 10} m`
  : `${new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(meters / 1000)} km`);

/** 1:05, or 0:00 when it is over. @param {number} milliseconds */
export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** @param {number|null|undefined} seconds */
export const duration = seconds => (seconds == null ? '–' : seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`);

/** @param {number|null|undefined} part of one */
export const percent = part => (part == null ? '–' : new Intl.NumberFormat(locale(), { style: 'percent' }).format(part));

/** To one decimal. @param {number} value */
export const number = value => new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(value);

/** Meters between two places. @param {{lat:number,lng:number}} a @param {{lat:number,lng:number}} b */
export function metersBetween(a, b) {
  const rad = Math.PI / 180;
  const x = (b.lng - a.lng) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  return 6_371_000 * Math.hypot(x, (b.lat - a.lat) * rad);
}

/** What somebody typed as a price, in the smallest unit. @param {string} text */
export const cents = text => Math.round(Number(text.trim().replace(',', '.')) * 100);

/** A price as it is typed. @param {number} amount */
export const typed = amount => (amount / 100).toFixed(2);

/** The link that rings somebody. @param {string} phone */
export const tel = phone => `tel:${phone.replace(/[^+0-9]/g, '')}`;

/** The link that shows the way to a place. @param {{ lat: number, lng: number }} place */
export const directions = ({ lat, lng }) => `https://www.openstreetmap.org/directions?to=${lat},${lng}`;
