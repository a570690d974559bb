// Who may talk to whom, by real connections: every pod to every port of every other, against the one list that makes the policies.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { apply, edges, kubectl, kubectlLater, namespace, pause, podOf, restricted, services, until } from './kube.mjs';

const servers = { mysql: ['mysql', 3306], redis: ['redis', 6379], positions: ['positions', 6379], kafka: ['kafka', 9092], provider: ['simulator', 8080] };
const elsewhere = 'strangers';

// Everything that listens, by what it is called here.
const targets = [
  ...services.map(name => [name, name, 8080]),
  ...services.map(name => [`${name} management`, name, 8081]),
  ...Object.entries(servers).map(([name, [pod, port]]) => [name, pod, port]),
  ['gateway', 'gateway', 8080],
];

const stranger = where => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'stranger', namespace: where, labels: { 'app.kubernetes.io/name': 'stranger' } },
  spec: {
    securityContext: restricted.pod, automountServiceAccountToken: false, terminationGracePeriodSeconds: 0,
    containers: [{ name: 'stranger', image: 'fooddelivery/cart:dev', imagePullPolicy: 'IfNotPresent', command: ['sleep', '3600'], securityContext: restricted.container }],
  },
});

/**
 * Which of the targets a pod gets a connection to. By one shell that only forks: a pod with a small share of a processor, such as the
 * gateway's, would need seconds to start a program for each of them, which looked like a policy.
 */
async function reached(pod, addresses) {
  const attempts = addresses.map(([name, ip, port]) => `(exec 3<>/dev/tcp/${ip}/${port} && echo '${name}') 2>/dev/null &`);
  const said = await kubectlLater('-n', pod.namespace, 'exec', pod.name, '--', 'bash', '-c', `${attempts.join('\n')}\nsleep 5; kill $(jobs -p) 2>/dev/null; wait`);
  return new Set(said.split('\n').filter(Boolean));
}

before(async () => {
  kubectl('create', 'namespace', elsewhere);
  for (const where of [namespace, elsewhere]) {
    apply(stranger(where));
    await until(`the stranger in ${where} runs`, 60, () => podOf('stranger', where)?.ready);
  }
});

after(() => {
  execFileSync('kubectl', ['delete', 'namespace', elsewhere, '--wait=false']);
  kubectl('delete', 'pod', 'stranger', '--wait=false');
});

test('each pod reaches what the list of edges says, and nothing else', async t => {
  const addresses = targets.map(([name, pod, port]) => [name, podOf(pod)?.ip ?? assert.fail(`${pod} does not run`), port]);
  const allowed = Object.fromEntries(Object.entries(edges).map(([caller, { to, servers: used }]) => [caller, new Set([...to, ...used])]));
  // Servers call nobody. The gateway is open to everybody whose own policy lets them out, which is strangers here.
  for (const [server] of Object.values(servers)) allowed[server] ??= new Set();
  const callers = [...Object.keys(allowed).map(name => [name, podOf(name), allowed[name]]),
    ['a stranger', podOf('stranger'), new Set(['gateway'])], ['a stranger of another namespace', podOf('stranger', elsewhere), new Set(['gateway'])]];

  let tried = 0;
  const wrongOf = async () => (await Promise.all(callers.map(async ([caller, pod, may]) => {
    assert.ok(pod, `${caller} does not run`);
    // A pod always reaches itself.
    const others = addresses.filter(([, ip]) => ip !== pod.ip);
    const found = await reached(pod, others);
    tried += others.length;
    return others.filter(([name]) => found.has(name) !== may.has(name)).map(([name]) => `${caller} ${found.has(name) ? 'reaches' : 'does not reach'} ${name}`);
  }))).flat();
  // A cluster learns of a new pod a moment after it runs, and an address that was another's is still that one's until then. So what is wrong
  // once may be right soon: it counts if it is wrong each time.
  let wrong = await wrongOf();
  for (let again = 0; again < 5 && wrong.length > 0; again++) {
    t.diagnostic(`asked again: ${wrong.join(', ')}`);
    await pause(5000);
    const now = new Set(await wrongOf());
    wrong = wrong.filter(one => now.has(one));
  }
  t.diagnostic(`${tried} connections tried`);
  assert.deepEqual(wrong.sort(), []);
});
