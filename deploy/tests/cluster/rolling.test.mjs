// All eight services and the gateway restarted at once while orders run: no request fails, every order arrives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubectl, kubectlLater, services } from './kube.mjs';
import { load, verdict } from './load.mjs';

test('everything is restarted under load without a failed request', async t => {
  const running = await load({ seconds: 150 });
  const begin = Date.now();
  kubectl('rollout', 'restart', ...[...services, 'gateway'].map(name => `deployment/${name}`));
  await Promise.all([...services, 'gateway'].map(name => kubectlLater('rollout', 'status', `deployment/${name}`, '--timeout', '300s')));
  t.diagnostic(`nine deployments renewed in ${Math.round((Date.now() - begin) / 1000)} s`);
  const { text, good } = await running.ended;
  for (const line of verdict(text).split('\n')) t.diagnostic(line);
  assert.ok(good, verdict(text));
});
