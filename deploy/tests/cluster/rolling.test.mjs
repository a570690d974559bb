// A service that is asked, one that holds the streams, and the gateway itself restarted while orders run: no request fails, every stream goes
// on, every order arrives. All nine are in faults.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubectl, kubectlLater } from './kube.mjs';
import { load, verdict } from './load.mjs';

test('restarts under load fail no request and lose no order', async t => {
  const running = await load({ seconds: 100 });
  for (const name of ['order', 'notification', 'gateway']) {
    const begin = Date.now();
    kubectl('rollout', 'restart', `deployment/${name}`);
    await kubectlLater('rollout', 'status', `deployment/${name}`, '--timeout', '120s');
    t.diagnostic(`${name} renewed in ${Math.round((Date.now() - begin) / 1000)} s`);
  }
  const { text, good } = await running.ended;
  for (const line of verdict(text).split('\n')) t.diagnostic(line);
  assert.ok(good, verdict(text));
});
