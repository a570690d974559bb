// The list must keep up with the code that it mutates: a text that is gone would be noticed only by whoever runs all of them.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { mutants } from './mutants.mjs';

const repository = new URL('../../', import.meta.url);

const code = Object.fromEntries([...new Set(mutants.map(m => m.project))].map(project => [project, sources(project)]));

function sources(project) {
  const folder = new URL(`tests/${project}/`, repository);
  return readdirSync(folder, { recursive: true }).filter(file => file.endsWith('.cs') && !/^(bin|obj)\//.test(file))
    .map(file => readFileSync(new URL(file, folder), 'utf8')).join('\n');
}

test('there are at least twenty mutants, each with a name of its own', () => {
  assert.ok(mutants.length >= 20);
  assert.equal(new Set(mutants.map(m => m.name)).size, mutants.length);
});

for (const { name, file, find, project, tests } of mutants) {
  test(`${name} names one place of the code, and tests that exist`, () => {
    assert.equal(readFileSync(new URL(file, repository), 'utf8').split(find).length - 1, 1, `its text in ${file}`);
    for (const name of tests) assert.match(code[project], new RegExp(`class ${name}\\b`), `${project} has no ${name}`);
    assert.ok(tests.length > 0);
  });
}
