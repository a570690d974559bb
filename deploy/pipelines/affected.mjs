// Which test projects and images a change touches, from the project references: affected.mjs [base commit]. Without a base: all of them.
// Prints NAME=value lines as GitHub's output file wants them: tests=[…], images=[…], charts=true|false.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Project folders with what they refer to: 'src/OrderService' -> ['src/BuildingBlocks', …]. */
export function projects() {
  const found = new Map();
  for (const area of ['src', 'tests']) {
    for (const entry of readdirSync(join(root, area), { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const folder = `${area}/${entry.name}`;
      const file = readdirSync(join(root, folder)).find(name => name.endsWith('.csproj'));
      if (!file) continue;
      const text = readFileSync(join(root, folder, file), 'utf8');
      found.set(folder, [...text.matchAll(/<ProjectReference\s+Include="([^"]+)"/g)].map(match => normalize(join(folder, dirname(match[1].replaceAll('\\', '/'))))));
    }
  }
  return found;
}

const docs = /\.(md|http)$/;
const gatewayServes = /^(nginx|docs\/openapi|src\/Web)\//;
const everything = /^(Directory\.|FoodDelivery\.sln|\.editorconfig|src\/BannedSymbols|tests\/Directory\.|deploy\/(local|mysql|kafka|runtime)|\.ci\/|\.github\/|deploy\/pipelines\/)/;

export function affected(changed, references = projects()) {
  const all = changed === null || changed.some(path => !docs.test(path) && everything.test(path));
  const touched = new Set();
  for (const [folder] of references) {
    if (all || changed.some(path => path.startsWith(`${folder}/`) && !docs.test(path))) touched.add(folder);
  }
  // Tests run services as programs as well as libraries: the whole stories belong to every change of a service, the gateway's to nginx.
  if (all || changed.some(path => gatewayServes.test(path))) touched.add('tests/Gateway.Tests');
  // A document of the interface is compared with the code by the tests of its service.
  for (const path of changed ?? []) {
    const name = /^docs\/openapi\/(\w)(\w+)\.json$/.exec(path);
    if (name) touched.add(`tests/${name[1].toUpperCase()}${name[2]}Service.Tests`);
    if (path === 'docs/asyncapi.yaml') touched.add('tests/Contracts.Tests');
  }
  let grew = true;
  while (grew) {
    grew = false;
    for (const [folder, needs] of references) {
      if (!touched.has(folder) && needs.some(need => touched.has(need))) grew = Boolean(touched.add(folder));
    }
  }
  if ([...touched].some(folder => folder.startsWith('src/')) || touched.has('tests/Gateway.Tests')) touched.add('tests/EndToEnd.Tests');
  const deploy = all || changed.some(path => path.startsWith('deploy/') || path === 'docker-compose.yml' || path === '.dockerignore');
  const image = folder => folder === 'src/PaymentSimulator' ? 'simulator' : /^src\/(\w+)Service$/.exec(folder)?.[1].toLowerCase();
  const allImages = all || changed.some(path => path.startsWith('deploy/docker/') || path === '.dockerignore');
  const images = [...references.keys()].filter(folder => allImages || touched.has(folder)).map(image).filter(Boolean);
  if (allImages || changed.some(path => gatewayServes.test(path))) images.push('gateway');
  const tests = [...touched].filter(folder => /^tests\/\w+\.Tests$/.test(folder)).map(folder => folder.slice('tests/'.length));
  if (deploy) tests.push('Scripts');
  if (all) tests.push('Fallback');
  return { tests: tests.sort(), images: images.sort(), charts: deploy };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const base = process.argv[2];
  const changed = base ? execFileSync('git', ['diff', '--name-only', `${base}...HEAD`], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean) : null;
  for (const [name, value] of Object.entries(affected(changed))) console.log(`${name}=${JSON.stringify(value)}`);
}
