#!/usr/bin/env node
// Writes demo-city.json, the data of the local demonstration. No dependencies, no chance: the same file every time.
//   node demo-city.mjs            writes the file
//   node demo-city.mjs --check    exits 1 if the file is not what this program writes, or breaks a rule below
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { restaurants } from './demo-city-menus.mjs';

const file = fileURLToPath(new URL('demo-city.json', import.meta.url));
const city = { name: 'Birkenwerth am See', center: { lat: 48.2, lng: 11.6 }, radiusMeters: 3000, timeZone: 'Europe/Berlin', currency: 'EUR' };
const about = 'Birkenwerth am See is invented, with its streets, people and restaurants. The coordinates only put it on a map; what really lies there has nothing to do with it.';

// Ids and chances hang on a name, not on the order of the calls: adding a dish leaves all others as they were.
const hash = (name) => createHash('sha256').update(`birkenwerth/${name}`).digest('hex');
const born = Date.UTC(2026, 0, 1).toString(16).padStart(12, '0');
const id = (name) => {
  const h = hash(name);
  return `${born.slice(0, 8)}-${born.slice(8)}-7${h.slice(0, 3)}-${'89ab'[parseInt(h[3], 16) % 4]}${h.slice(4, 7)}-${h.slice(7, 19)}`;
};
const chance = (name) => parseInt(hash(name).slice(0, 12), 16) / 2 ** 48; // 0 <= x < 1
const pick = (list, name) => list[Math.floor(chance(name) * list.length)];

const metersPerDegree = 111_320;
const round = (degrees) => Math.round(degrees * 1e6) / 1e6;
const away = (from, meters, bearing) => ({
  lat: round(from.lat + (meters * Math.cos(bearing)) / metersPerDegree),
  lng: round(from.lng + (meters * Math.sin(bearing)) / (metersPerDegree * Math.cos((from.lat * Math.PI) / 180))),
});
const meters = (a, b) => {
  const rad = Math.PI / 180;
  const h = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lng - a.lng) * rad) / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.sqrt(h));
};

// A street is a line, so that neighbours live side by side.
const streets = `Ahornweg Akazienstraße Amselsteig Bachgasse Birkenallee Bootshausweg Brunnenstraße Dammweg Drosselweg Erlengrund Eschenweg Fährgasse Falkenweg Fischerzeile
  Gartenstraße Gerbergasse Hafenkai Haselweg Hechtgasse Kastanienring Kiefernweg Kranichstraße Lerchenfeld Lindenallee Möwenweg Mühlbachgasse Netzmacherweg Nordufer
  Ottersteig Pappelallee Reiherstraße Schilfweg Seepromenade Seilergasse Sonnenhang Südufer Ulmenstraße Wacholderweg Weidengrund Wiesenweg`.split(/\s+/)
  .map((name) => ({
    name,
    start: away(city.center, 2300 * Math.sqrt(chance(`${name} far`)), 2 * Math.PI * chance(`${name} around`)),
    bearing: 2 * Math.PI * chance(`${name} bearing`),
  }));
const notes = ['Second bell from the top', 'Please ring, do not knock', 'Back yard, blue door', 'Leave with the neighbour on the ground floor', 'Third floor, no lift'];
const home = (email) => {
  const street = pick(streets, `${email} street`);
  const number = 1 + Math.floor(chance(`${email} number`) * 60);
  const note = chance(`${email} has note`) < 0.3 ? { notes: pick(notes, `${email} note`) } : {};
  return { id: id(`${email} home`), label: 'Home', address: `${street.name} ${number}, ${city.name}`, ...away(street.start, number * 10, street.bearing), ...note };
};

const first = `Alma Anton Bela Carla Cem Clara Daria David Edda Emil Esra Fabian Fatima Finn Greta Hanno Hedda Ida Ilja Jana Jaro Jonas Kaya Klara Lale Leon Lina Luca Mara
  Mateo Mila Nadia Nils Nora Omar Paula Quirin Rana Ruben Selma Silas Tara Theo Thea Uma Valentin Vera Wanda Yara Zeno`.split(/\s+/);
const last = `Abendroth Bachleitner Birkhahn Demirel Eibenstein Falkenrath Gernhardt Haselbeck Iversdotter Kestermann Kupferberg Lindquell Marensen Novakov Ostertag Petrovan Quellmann
  Rabenau Sandkühler Tannhof Uferloh Veilchenfeld Wellbrock Yildirim Zanderhof`.split(/\s+/);
const people = first.flatMap((f) => last.map((l) => `${f} ${l}`)).sort((a, b) => (hash(a) < hash(b) ? -1 : 1));
let nextPerson = 0;
const user = (name, role, more = {}, displayName = people[nextPerson++]) => ({ id: id(`user ${name}`), email: `${name}@demo.test`, displayName, roles: [role], ...more });
const numbered = (prefix, count, width) => Array.from({ length: count }, (_, i) => prefix + String(i + 1).padStart(width, '0'));

const restaurantId = (r) => id(`restaurant ${r.name}`);
const customer = (name, displayName) => user(name, 'customer', { addresses: [home(name)] }, displayName);
const driver = (name, displayName) => user(name, 'driver', { vehicle: pick(['bike', 'bike', 'scooter', 'car'], `${name} vehicle`), driverApproved: true }, displayName);
const staff = (name, r, displayName) => user(name, 'restaurant', { restaurantIds: [restaurantId(r)] }, displayName);
const users = [
  customer('customer', 'Demo Customer'), driver('driver', 'Demo Driver'), staff('restaurant', restaurants[0], 'Demo Restaurant'), user('ops', 'ops', {}, 'Demo Ops'),
  ...numbered('customer', 100, 3).map((name) => customer(name)),
  ...numbered('driver', 40, 2).map((name) => driver(name)),
  ...numbered('restaurant', 12, 2).map((name, i) => staff(name, restaurants[i])),
];

const money = (cents) => ({ amount: cents, currency: city.currency });
const words = (text) => (text ? text.split(' ') : []);
const optionGroup = (path, [name, min, max, ...options]) => ({
  id: id(path), name, min, max, options: options.map(([option, cents]) => ({ id: id(`${path}/${option}`), name: option, priceDelta: money(cents) })),
});
const item = (r, line) => {
  const [label, description, cents, tags, groups] = line.split('|').map((part) => part.trim());
  const name = label.replace('*', '');
  const path = `${r.name}/${name}`;
  return {
    id: id(path), name, ...(description && { description }), price: money(Number(cents)), taxRateBasisPoints: label.startsWith('*') ? 1900 : 700,
    ...(tags && { dietTags: words(tags) }),
    ...(groups && { optionGroups: words(groups).map((group) => optionGroup(`${path}/${group}`, r.options[group])) }),
  };
};
const restaurant = (r, i) => ({
  id: restaurantId(r), name: r.name, cuisines: r.cuisines, description: r.description, address: `${r.address}, ${city.name}`,
  // Of the numbers that are kept free for films and books.
  phone: `+49 30 23125 ${101 + i}`, location: { lat: r.at[0], lng: r.at[1] },
  timeZone: city.timeZone, deliveryRadiusMeters: r.radius, minimumOrder: money(r.minimum), prepMinutes: r.prep, ...(r.hours ? { hours: r.hours } : { alwaysOpen: true }),
  menu: { categories: Object.entries(r.menu).map(([name, lines]) => ({ id: id(`${r.name}: ${name}`), name, items: lines.map((line) => item(r, line)) })) },
});

/** Every rule that the file breaks, in words. */
function faults(data) {
  const found = [];
  const rule = (ok, text) => ok || found.push(text);
  const ids = [...JSON.stringify(data).matchAll(/"id":"([^"]*)"/g)].map((match) => match[1]);
  rule(new Set(ids).size === ids.length, `${ids.length - new Set(ids).size} ids are not unique`);
  ids.forEach((value) => rule(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value), `${value} is no UUIDv7`));
  for (const field of ['email', 'displayName']) rule(new Set(data.users.map((u) => u[field])).size === data.users.length, `${field} repeats`);
  const homes = data.users.flatMap((u) => u.addresses ?? []);
  homes.forEach((a) => rule(meters(a, city.center) <= city.radiusMeters, `${a.address} lies outside the city`));
  for (const u of data.users) rule(!u.roles.includes('customer') || u.addresses?.length === 1, `${u.email} needs one address`);
  rule(data.restaurants.length >= 12 && data.restaurants.filter((r) => r.alwaysOpen).length * 2 >= data.restaurants.length, 'too few restaurants, or too few open around the clock');
  rule(data.restaurants[0].name === 'Trattoria Demo' && data.restaurants[0].alwaysOpen, 'Trattoria Demo must be first and always open');
  const edge = meters(data.restaurants[0].location, city.center) + city.radiusMeters;
  rule(data.restaurants[0].deliveryRadiusMeters >= edge, 'Trattoria Demo does not reach the whole city');
  for (const r of data.restaurants) {
    const items = r.menu.categories.flatMap((c) => c.items);
    rule(meters(r.location, city.center) <= city.radiusMeters, `${r.name} lies outside the city`);
    rule(homes.filter((a) => meters(a, r.location) <= r.deliveryRadiusMeters).length > homes.length * 0.9, `${r.name} serves too few addresses`);
    rule(r.menu.categories.length >= 3 && r.menu.categories.length <= 5 && items.length >= 12 && items.length <= 25, `${r.name}: ${items.length} items in ${r.menu.categories.length} categories`);
    rule(r.alwaysOpen || r.hours.every((h) => h.opens < h.closes), `${r.name} closes before it opens`);
    rule(items.some((i) => i.optionGroups?.some((g) => g.min > 0)), `${r.name} has no required option`);
    for (const i of items) {
      rule(Number.isInteger(i.price.amount) && i.price.amount > 0, `${r.name}, ${i.name}: price ${i.price.amount}`);
      for (const g of i.optionGroups ?? []) {
        rule(g.min >= 0 && g.min <= g.max && g.max >= 1 && g.max <= g.options.length, `${r.name}, ${i.name}, ${g.name}: ${g.min} to ${g.max} of ${g.options.length}`);
        g.options.forEach((o) => rule(Number.isInteger(o.priceDelta.amount) && o.priceDelta.amount >= 0, `${r.name}, ${i.name}, ${o.name}: price ${o.priceDelta.amount}`));
      }
    }
  }
  return found;
}

/** JSON with short values on one line, so that a diff shows a user or a dish at a time. */
function format(value, indent = '') {
  const short = JSON.stringify(value);
  if (typeof value !== 'object' || short.length <= 200) return short;
  const inner = `${indent}  `;
  const parts = Array.isArray(value) ? value.map((v) => format(v, inner)) : Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}: ${format(v, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

const text = `${format({ about, city, users, restaurants: restaurants.map(restaurant) })}\n`;
const checking = process.argv.includes('--check');
if (!checking) writeFileSync(file, text);
const written = readFileSync(file, 'utf8');
const problems = [...(written === text ? [] : ['demo-city.json is not what demo-city.mjs writes: run it']), ...faults(JSON.parse(written))];
problems.forEach((problem) => console.error(problem));
const data = JSON.parse(written);
console.log(`${data.users.length} users, ${data.restaurants.length} restaurants, ${data.restaurants.flatMap((r) => r.menu.categories.flatMap((c) => c.items)).length} items: ${problems.length} faults`);
process.exitCode = problems.length ? 1 : 0;
