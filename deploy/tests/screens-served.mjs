// Whether a gateway serves the screens of this tree, each file byte by byte: node screens-served.mjs <gateway>.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const gateway = process.argv[2] ?? 'http://localhost:8080';
const web = join(dirname(fileURLToPath(import.meta.url)), '../../src/Web');
const files = readdirSync(web, { recursive: true }).filter(file => /\.(js|css|svg)$/.test(file));
const faults = [];

async function same(path, file) {
  const answer = await fetch(gateway + path);
  const body = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok) faults.push(`${path}: ${answer.status}`);
  else if (!body.equals(readFileSync(join(web, file)))) faults.push(`${path} is not that of this tree`);
  return answer;
}

for (const page of ['/', '/customer', '/kitchen', '/driver', '/ops']) {
  const answer = await same(page, 'index.html');
  if (!answer.headers.get('content-security-policy')?.includes("default-src 'none'")) faults.push(`${page} has no strict Content-Security-Policy`);
}
for (const file of files) await same(`/web/${file}`, file);
const settings = await fetch(`${gateway}/web/settings.json`);
if (!settings.ok) faults.push(`/web/settings.json: ${settings.status}`);
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`5 pages and ${files.length} files are served as they stand here`);
