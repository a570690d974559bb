// The start as a machine gets it that has neither FD_KAFKA_HOME nor Maven: up.sh on Kafka 0.9 from npm, in an environment of its own. Its
// order must reach the doorstep although the broker is restarted while it is under way. Run by test.sh; `node --test deploy/local/fallback.mjs`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const env = { ...process.env, FD_PORT_SHIFT: String(Number(process.env.FD_PORT_SHIFT ?? 0) + 7000), FD_KAFKA_HOME: 'npm', FD_BROKERS: '1', FD_BUILD: 'Release' };
const skip = process.env.FD_TEST_KAFKA_PROPERTIES?.includes('api.version.request=false') ? 'every other test has run on it' : false;

function run(script, words, onText = () => {}) {
  const child = spawn('bash', [join(folder, script), ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => onText(output += text));
  return new Promise(resolve => child.on('close', code => resolve({ code, output })));
}

if (!skip) after(() => run('down.sh', ['--purge']));

test('an order reaches the doorstep on the fallback broker, which is restarted meanwhile', { skip, timeout: 600_000 }, async t => {
  let restart;
  const up = await run('up.sh', [], output => {
    if (/customer +orders at/.test(output)) restart ??= run('stack.sh', ['up', 'restart', 'kafka']);
  });
  t.diagnostic(up.output);
  assert.equal(up.code, 0, up.output);
  assert.match(up.output, /Apache Kafka .* 0\.9 \(lacks /);
  const restarted = await restart;
  assert.equal(restarted?.code, 0, restarted?.output);
  t.diagnostic(restarted.output);
  assert.match(up.output, /order\.status +delivered/);
  assert.match(up.output, /payment +captured/);
});
