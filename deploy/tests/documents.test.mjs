// What the documents promise about the tree: every relative link leads somewhere, and docs/settings.md has every setting of the services.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const notOurs = new Set(['bin', 'obj', 'node_modules', 'TestResults', '.git', '.local']);

function files(folder, ending) {
  return readdirSync(folder, { withFileTypes: true }).filter(entry => !notOurs.has(entry.name)).flatMap(entry => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path, ending) : path.endsWith(ending) ? [path] : [];
  });
}

const withoutCode = text => text.replace(/^( *)```[\s\S]*?^\1```/gm, '');

// As the usual renderers make them: lower case, without punctuation, hyphens for spaces.
const anchors = path => [...withoutCode(readFileSync(path, 'utf8')).matchAll(/^#+ (.+)$/gm)]
  .map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));

test('every relative link of a document leads somewhere', () => {
  const broken = [];
  for (const document of files(root, '.md')) {
    for (const [, link] of withoutCode(readFileSync(document, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [path, anchor] = link.split('#');
      const target = path ? join(dirname(document), path) : document;
      if (!existsSync(target) || (anchor && !anchors(target).includes(anchor))) broken.push(`${relative(root, document)}: ${link}`);
    }
  }
  assert.deepEqual(broken, []);
});

test('docs/settings.md has every setting that a service reads', () => {
  const sources = [...files(join(root, 'src'), '.cs')].filter(path => !path.includes('PaymentSimulator')).map(path => readFileSync(path, 'utf8'));
  const settings = new Set(sources.flatMap(text => [...text.matchAll(/onfiguration\["(\w+(?::\w+)+)"\]/g)].map(match => match[1])));
  const sections = sources.flatMap(text => [
    ...[...text.matchAll(/AddOptions<(\w+)>\(\)\.BindConfiguration\("(\w+)"\)/g)].map(match => [match[1], match[2]]),
    ...[...text.matchAll(/GetSection\("(\w+)"\)\.Get<(\w+)>/g)].map(match => [match[2], match[1]]),
  ]);
  for (const [type, section] of sections) {
    const body = sources.map(text => new RegExp(`^public sealed class ${type}\\n\\{[\\s\\S]*?^\\}`, 'm').exec(text)?.[0]).find(Boolean);
    assert.ok(body, `class ${type}`);
    for (const [, property] of body.matchAll(/^    public [\w?]+ (\w+) \{ get; set; \}/gm)) settings.add(`${section}:${property}`);
  }
  assert.ok(settings.size > 40, `only ${settings.size} settings found`);
  const described = readFileSync(join(root, 'docs/settings.md'), 'utf8');
  assert.deepEqual([...settings].filter(name => !described.includes(`\`${name}\``)), []);
});
