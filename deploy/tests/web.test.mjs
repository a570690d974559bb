// What the web client promises without a browser: both languages complete, small files, vendored files as published, a small first load.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const web = join(root, 'src/Web');
const files = (folder, endings) => readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
  const path = join(folder, entry.name);
  return entry.isDirectory() ? files(path, endings) : endings.test(entry.name) ? [path] : [];
});
const own = endings => files(web, endings).filter(path => !path.startsWith(join(web, 'vendor')));
const load = path => import(pathToFileURL(path).href);

test('each sentence is there in both languages, with the same values in it', async () => {
  const holders = own(/\.js$/).filter(path => /^export const words =/m.test(readFileSync(path, 'utf8')));
  assert.ok(holders.length >= 7, `${holders.length} files with words`);
  for (const path of holders) {
    const { en, de } = (await load(path)).words;
    assert.deepEqual(Object.keys(de).sort(), Object.keys(en).sort(), relative(web, path));
    const values = text => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort();
    for (const key of Object.keys(en)) {
      assert.ok(en[key] && de[key], `${relative(web, path)}: ${key}`);
      assert.deepEqual(values(de[key]), values(en[key]), `${relative(web, path)}: ${key}`);
    }
  }
});

test('each sentence that a screen asks for is there', async () => {
  const missing = [];
  for (const path of own(/\.js$/)) {
    const text = readFileSync(path, 'utf8');
    const source = /import \{ t \} from '(\.[^']+)'/.exec(text)?.[1];
    if (!source) continue;
    const { en } = (await load(join(dirname(path), source))).words;
    for (const [, key] of text.matchAll(/(?<![\w.])t\('(\w+)'/g)) if (!(key in en)) missing.push(`${relative(web, path)}: ${key}`);
  }
  assert.deepEqual(missing, []);
});

test('each state of the API has a name', async () => {
  const { words } = await load(join(web, 'shared/statuses.js'));
  const states = ['order', 'delivery', 'payment', 'product', 'user'].flatMap(name => {
    const { schemas } = JSON.parse(readFileSync(join(root, `docs/openapi/${name}.json`), 'utf8')).components;
    return ['OrderStatus', 'DeliveryStatus', 'PaymentStatus', 'ServiceStatus', 'DriverStatus', 'RejectCode', 'FailReason', 'Vehicle', 'ActorRole']
      .flatMap(schema => schemas[schema]?.enum ?? []);
  });
  assert.ok(states.length > 50);
  assert.deepEqual([...new Set(states)].filter(state => !(state in words.en)), []);
});

test('each refusal is told in both languages', async () => {
  const { sentences } = await load(join(web, 'shared/problems.js'));
  for (const [code, both] of Object.entries(sentences)) assert.ok(both.length === 2 && both.every(Boolean), code);
});

test('one file holds one idea: none is long', () => {
  assert.deepEqual(own(/\.(js|css)$/).filter(path => readFileSync(path, 'utf8').split('\n').length > 300).map(path => relative(web, path)), []);
});

test('no script or style stands in a page, and nothing comes from elsewhere', () => {
  for (const path of own(/\.(js|css|html|svg)$/)) {
    const text = readFileSync(path, 'utf8');
    assert.doesNotMatch(text, /\beval\(|new Function\(|dangerouslySetInnerHTML|\.innerHTML|<script>| style=/, relative(web, path));
    const elsewhere = [...text.matchAll(/https?:\/\/[^\s'"`]+/g)].map(match => match[0])
      .filter(address => !/^http:\/\/www\.w3\.org\/2000\/svg|^https:\/\/www\.openstreetmap\.org\/directions/.test(address));
    assert.deepEqual(elsewhere, [], relative(web, path));
  }
});

test('the vendored files are the published ones, with their licences', () => {
  const { packages } = JSON.parse(readFileSync(join(web, 'vendor/vendor.json'), 'utf8'));
  const recorded = packages.flatMap(one => Object.entries(one.files).map(([name, hash]) => [join(one.folder, name), hash]));
  const present = files(join(web, 'vendor'), /./).map(path => relative(join(web, 'vendor'), path)).filter(path => path !== 'vendor.json');
  assert.deepEqual(recorded.map(([path]) => path).sort(), present.sort());
  for (const [path, hash] of recorded) {
    assert.equal(`sha384-${createHash('sha384').update(readFileSync(join(web, 'vendor', path))).digest('base64')}`, hash, path);
  }
  for (const one of packages) {
    assert.match(one.version, /^\d+\.\d+\.\d+$/);
    assert.ok(Object.keys(one.files).some(name => name.startsWith('LICENSE')), one.package);
  }
});

// The page, its styles, and what a screen imports, however deep; with the map, which most screens show.
test('the first load of each screen is under 200 KB compressed', () => {
  const importsOf = (path, seen = new Set()) => {
    if (seen.has(path) || !existsSync(path)) return seen;
    seen.add(path);
    for (const [, from] of readFileSync(path, 'utf8').matchAll(/^(?:import|export)[^;]*? from '(\.[^']+)'/gm)) importsOf(normalize(join(dirname(path), from)), seen);
    return seen;
  };
  const always = [join(web, 'index.html'), ...own(/\.(css|svg)$/), ...files(join(web, 'vendor/leaflet'), /^leaflet\.(js|css)$/)];
  for (const screen of ['welcome', 'customer', 'kitchen', 'driver', 'ops']) {
    const all = new Set([...always, ...importsOf(join(web, 'app.js')), ...importsOf(join(web, screen, 'screen.js')), ...importsOf(join(web, 'welcome/screen.js'))]);
    const bytes = [...all].reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 4 }).length, 0);
    console.log(`# ${screen}: ${all.size} files, ${bytes} bytes`);
    assert.ok(all.size > 20 && bytes < 200_000, `${screen}: ${bytes} bytes`);
  }
});

test('the streets of the map are where the people of the demo city live', async () => {
  const { streets } = await load(join(web, 'shared/map/city.js'));
  const { users } = JSON.parse(readFileSync(join(root, 'deploy/local/demo-city.json'), 'utf8'));
  const named = new Map(streets.map(([name, ...line]) => [name, line]));
  const homes = users.flatMap(user => user.addresses ?? []);
  assert.ok(homes.length > 90);
  for (const { address, lat, lng } of homes) {
    const line = named.get(address.split(' ')[0]);
    assert.ok(line, address);
    const [fromLat, fromLng, toLat, toLng] = line;
    const x = Math.cos(48.2 * Math.PI / 180) * 111_320;
    const [dx, dy, px, py] = [(toLng - fromLng) * x, (toLat - fromLat) * 111_320, (lng - fromLng) * x, (lat - fromLat) * 111_320];
    const along = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy)));
    assert.ok(Math.hypot(px - along * dx, py - along * dy) < 20, address);
  }
});
