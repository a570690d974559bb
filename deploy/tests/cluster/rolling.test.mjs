// A service that is asked, one that holds the streams, and the gateway itself restarted while orders run: every stream goes on, every order
// arrives, and nobody is refused for good. People repeat what got no answer, as apps do; that no request fails even once, and all nine, are
// rows of faults.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubectl, kubectlLater } from './kube.mjs';
import { load, verdict } from './load.mjs';

test('restarts under load lose no order and interrupt no stream for long', async t => {
  const running = await load({ seconds: 100, repeat: true });
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
