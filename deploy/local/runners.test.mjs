// What these change before they do their work is not undone, so a word that they do not know must stop them at once.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const tests = join(dirname(fileURLToPath(import.meta.url)), '../../tests');
// Ports that nobody uses: a runner that does go on meets no system of anybody.
const env = { ...process.env, FD_PORT_SHIFT: '30000' };

for (const [runner, modes] of [['Faults', ['crash', 'rolling', 'rare']], ['Load', ['orders', 'startup']]]) {
  for (const words of [[], ['nonsense'], ['--keep']]) {
    test(`${runner}/run.sh ${words.join(' ')} lists the modes and does nothing`, () => {
      const run = spawnSync('bash', [join(tests, runner, 'run.sh'), ...words], { env, encoding: 'utf8', timeout: 10_000 });
      assert.equal(run.status, 2, run.stderr);
      for (const mode of modes) assert.match(run.stderr, new RegExp(`^  ${mode} `, 'm'));
      assert.equal(run.stdout, '');
    });
  }
  // Whoever asks how a mode is used has not started it.
  for (const words of [['--help'], ['-h'], [modes[0], '--help']]) {
    test(`${runner}/run.sh ${words.join(' ')} says how it is used and does nothing`, () => {
      const run = spawnSync('bash', [join(tests, runner, 'run.sh'), ...words], { env, encoding: 'utf8', timeout: 10_000 });
      assert.equal(run.status, 0, run.stderr);
      assert.match(run.stdout, /^Usage: /);
      for (const mode of modes) assert.match(run.stdout, new RegExp(`^  ${mode} `, 'm'));
      assert.equal(run.stderr, '');
    });
  }
}

test('up.sh takes no word', () => {
  // A shift that it must refuse: even if it went on it would start nothing.
  const run = spawnSync('bash', [join(tests, '../deploy/local/up.sh'), '--help'], { env: { ...env, FD_PORT_SHIFT: 'none' }, encoding: 'utf8', timeout: 10_000 });
  assert.equal(run.status, 1, run.stderr);
  assert.match(run.stderr, /^Usage: up\.sh/m);
});
