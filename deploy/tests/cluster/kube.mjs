// kubectl, as the checks use it: the cluster of KUBECONFIG, the namespace of the suite.
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tools.mjs';

export const namespace = 'food';
export const services = ['user', 'product', 'cart', 'order', 'payment', 'delivery', 'notification', 'analytics'];

export const kubectl = (...args) => execFileSync('kubectl', ['-n', namespace, ...args], { encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'pipe'] });
export const kubectlLater = (...args) => new Promise((resolve, reject) => execFile('kubectl', ['-n', namespace, ...args], { encoding: 'utf8', maxBuffer: 64 << 20 },
  (error, out, errors) => error ? reject(new Error(`kubectl ${args.join(' ')}: ${errors || error.message}`)) : resolve(out)));
export const apply = manifest => execFileSync('kubectl', ['-n', manifest.metadata.namespace ?? namespace, 'apply', '-f', '-'], { input: JSON.stringify(manifest), encoding: 'utf8' });

/** The running pods that `selector` finds: name, address, when they became ready. */
export const pods = (selector, where = namespace) => JSON.parse(kubectl('-n', where, 'get', 'pods', '-l', selector, '-o', 'json')).items
  .filter(pod => pod.status.phase === 'Running' && !pod.metadata.deletionTimestamp)
  .map(pod => ({ name: pod.metadata.name, namespace: where, ip: pod.status.podIP, node: pod.spec.nodeName, ready: pod.status.conditions.find(c => c.type === 'Ready')?.status === 'True' }));
export const podOf = (name, where) => pods(`app.kubernetes.io/name=${name}`, where)[0];

/** The list that makes the network policies: who calls whom, and which servers. */
export const edges = Object.fromEntries([...readFileSync(join(root, 'deploy/helm/lib/templates/_network.tpl'), 'utf8').matchAll(/^(\w+): \{to: \[(.*?)\], servers: \[(.*?)\]\}$/gm)]
  .map(([, caller, to, servers]) => [caller, { to: to.split(', ').filter(Boolean), servers: servers.split(', ').filter(Boolean) }]));

export const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Until `look` gives something, or an error that says what was waited for. */
export async function until(what, seconds, look) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await pause(500);
  }
}

/** A rolling restart, to its end. */
export async function restart(name) {
  kubectl('rollout', 'restart', `deployment/${name}`);
  await kubectlLater('rollout', 'status', `deployment/${name}`, '--timeout', '300s');
}

/** What every pod of a namespace with restricted pod security says of itself. */
export const restricted = {
  pod: { runAsNonRoot: true, runAsUser: 1654, seccompProfile: { type: 'RuntimeDefault' } },
  container: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
};
