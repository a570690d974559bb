// What is done to the suite on the cluster while people order, and what came of it; one row each:
//   node faults.mjs [row…]      a1 a2 a3 a4 b1 b2 c d1 d2 d3 e f h1 h2 h3    without one: all that this cluster allows (d needs three nodes and FD_KUBE)
// Of each row: failed requests, orders that did not arrive, seconds until everything was ready again. Ends with 1 when a row broke a promise.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programs, root } from '../tools.mjs';
import { kubectl, kubectlLater, namespace, pause, podOf, pods, restart, services, until } from './kube.mjs';
import { counted, load, verdict } from './load.mjs';

process.env.PATH = `${programs()}:${process.env.PATH}`;
const work = join(root, '.local/cluster');
const chart = join(root, 'deploy/helm/food-delivery');
const values = ['-f', join(root, 'deploy/helm/examples/kind.yaml'), '-f', join(root, 'deploy/tests/cluster/busy.yaml')];
const everything = [...services, 'gateway'];

const helm = (...args) => spawnSync('helm', [...args, '-n', namespace], { encoding: 'utf8' });
const upgrade = (...args) => helm('upgrade', 'fooddelivery', chart, ...values, ...args, '--wait', '--timeout', '5m');
/** Other values of what is installed, and nothing else: no job of a release runs again. */
const adjust = (...args) => must(helm('upgrade', 'fooddelivery', chart, '--reuse-values', '--no-hooks', ...args, '--wait', '--timeout', '5m'));
const must = run => { if (run.status !== 0) throw new Error(run.stderr); return run; };
const seconds = begin => Math.round((Date.now() - begin) / 100) / 10;
const nodes = () => JSON.parse(kubectl('get', 'nodes', '-o', 'json')).items.map(node => ({
  name: node.metadata.name, ready: node.status.conditions.some(one => one.type === 'Ready' && one.status === 'True'),
}));
// Of several nodes one holds the servers, as cluster.sh installs them.
const platform = nodes().length > 1 ? ['--set-string', `nodeSelector.kubernetes\\.io/hostname=${nodes()[0].name}`] : [];
const machine = (...args) => execFileSync(process.env.FD_KUBE, args, { stdio: 'ignore' });
const deploymentsReady = () => JSON.parse(kubectl('get', 'deployments,statefulsets', '-o', 'json')).items
  .every(({ spec, status, metadata }) => (status.readyReplicas ?? 0) === spec.replicas && status.observedGeneration === metadata.generation);
const allReady = (limit = 300) => until('everything is ready', limit, deploymentsReady);

const inMysql = (script, input) => execFileSync('kubectl', ['-n', namespace, 'exec', '-i', 'mysql-0', '--', 'bash', '-c', `export MYSQL_PWD=$MYSQL_ROOT_PASSWORD; ${script}`],
  { encoding: 'utf8', input, maxBuffer: 512 << 20, stdio: ['pipe', 'pipe', 'pipe'] }).trim();
const server = '--no-defaults --protocol=tcp -h127.0.0.1 -uroot';
const sql = text => inMysql(`mysql ${server} -N -e "${text}"`);
const orders = () => sql('SELECT COUNT(*) FROM fd_order.orders');

/** A call through the gateway, which cluster.sh has opened: by a pod that may be gone meanwhile, so it is repeated, with one key. */
async function call(path, body, token) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomBytes(16).toString('hex'), ...token && { authorization: `Bearer ${token}` } };
  for (let tries = 5; ; tries--) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), 10_000);
    try {
      const answer = await fetch(`http://127.0.0.1:${process.env.GATEWAY_PORT ?? 18082}${path}`, { method: 'POST', headers, body: JSON.stringify(body), signal: patience.signal });
      const text = await answer.text();
      if (answer.ok || answer.status === 409) return JSON.parse(text);
      throw new Error(`POST ${path}: ${answer.status} ${text}`);
    } catch (error) {
      if (tries === 1) throw error;
      await pause(2000);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Deletes a pod as a crash would, and measures until its successor is ready. */
async function kill(name) {
  const pod = podOf(name);
  const begin = Date.now();
  kubectl('delete', 'pod', pod.name, '--grace-period=0', '--force');
  await until(`${name} is ready again`, 120, () => { const now = podOf(name); return now?.ready && (now.name !== pod.name || now.ip !== pod.ip || seconds(begin) > 3) && deploymentsReady(); });
  return seconds(begin);
}

// label, how long people order, what is done, and whether a request may fail once and be repeated: only where something dies without notice.
// The last: what is set up before anybody orders. Two of each, for a node that goes takes only one of them along.
const twoOfEach = () => { if (podsOf('order') < 2) must(upgrade(...everything.flatMap(name => ['--set', `${name}.replicas=2`]))); };
const podsOf = name => JSON.parse(kubectl('get', 'deployment', name, '-o', 'json')).status.readyReplicas ?? 0;
const servers = ['mysql', 'kafka', 'redis', 'positions', 'simulator'];
const heldBy = node => pods('app.kubernetes.io/part-of=food-delivery').filter(pod => pod.node === node).length;
/** The node with most pods of the suite that has no server: those are one pod each here, with a disk of their node. Nothing goes back by itself to one that returned. */
function expendable() {
  const free = nodes().map(one => one.name).filter(node => !servers.some(name => podOf(name)?.node === node));
  const [most] = free.map(name => ({ name, held: heldBy(name) })).sort((one, other) => other.held - one.held);
  if (!most?.held) throw new Error('every node has a server, or nothing of the suite');
  return most.name;
}
const rows = {
  a1: ['every service and the gateway restarted, one after the other', 300, false, async () => {
    for (const name of everything) await restart(name);
  }],
  a2: ['each service upgraded by the release, one after the other, and all of it back by rollbacks', 480, false, async () => {
    const release = `of-${Date.now()}`;
    for (const name of services) adjust('--set-string', `${name}.podAnnotations.release=${release}`, '--history-max', '30');
    const now = JSON.parse(helm('history', 'fooddelivery', '-o', 'json').stdout).at(-1).revision;
    for (let back = 1; back <= services.length; back++) must(helm('rollback', 'fooddelivery', `${now - back}`, '--wait', '--timeout', '5m', '--history-max', '30'));
  }],
  // Sixteen processes on as many cores as there are: people wait, and what is refused they send again.
  a4: ['helm upgrade of all at once, and back', 240, true, async () => {
    must(upgrade(...services.flatMap(name => ['--set', `${name}.podAnnotations.release=next`])));
    must(helm('rollback', 'fooddelivery', '--wait', '--timeout', '5m'));
  }],
  // By the release, as the page has it: a number that kubectl set would be kubectl's from then on, and the next upgrade that wants another fails.
  a3: ['replicas of each service from 1 to 3 and back, one after the other', 330, false, async () => {
    for (const name of services) {
      for (const replicas of [3, 1]) adjust('--set', `${name}.replicas=${replicas}`);
    }
  }],
  b1: ['an upgrade whose migration is refused', 60, false, async () => {
    const script = "module = 'OrderService' AND version = 1";
    const before = sql(`SELECT checksum FROM fd_order.schema_migrations WHERE ${script}`);
    if (!before) throw new Error(`no migration of Order has ${script}`);
    sql(`UPDATE fd_order.schema_migrations SET checksum = REPEAT('0', 64) WHERE ${script}`);
    const begin = Date.now();
    const run = upgrade();
    sql(`UPDATE fd_order.schema_migrations SET checksum = '${before}' WHERE ${script}`);
    if (run.status === 0) throw new Error('the upgrade succeeded');
    must(helm('rollback', 'fooddelivery', '--wait', '--timeout', '5m'));
    const said = /changed after it was applied/.test(run.stdout + run.stderr);
    if (!said) throw new Error(`the reason is not told:\n${run.stdout}${run.stderr}`);
    return `refused and told why after ${seconds(begin)} s with its rollback`;
  }],
  b2: ['an upgrade to an image that cannot be had', 120, false, async () => {
    const run = helm('upgrade', 'fooddelivery', chart, ...values, '--set', 'order.image.tag=missing', '--set', 'order.image.pullPolicy=Never', '--wait', '--timeout', '40s');
    if (run.status === 0) throw new Error('the upgrade succeeded');
    const begin = Date.now();
    must(helm('rollback', 'fooddelivery', '--wait', '--timeout', '5m'));
    return `mended by helm rollback in ${seconds(begin)} s`;
  }],
  c: ['a pod of every kind killed, servers too', 420, true, async () => {
    const times = [];
    for (const name of [...everything, 'simulator', 'redis', 'positions', 'kafka', 'mysql']) {
      times.push(`${name} ${await kill(name)} s`);
      await pause(5_000);
    }
    return times.join(', ');
  }],
  d1: ['a node loses its power, and comes back', 240, true, async () => {
    const lost = expendable();
    const begin = Date.now();
    machine('kill-node', lost);
    await until(`${lost} counts as lost`, 120, () => nodes().some(one => !one.ready));
    const noticed = seconds(begin);
    await until('everything is twice elsewhere', 240, () => everything.every(name => pods(`app.kubernetes.io/name=${name}`).filter(pod => pod.ready && pod.node !== lost).length >= 2));
    const elsewhere = seconds(begin);
    machine('start-node', lost);
    await until(`${lost} is back`, 120, () => nodes().every(one => one.ready));
    return `${lost}: noticed after ${noticed} s, everything elsewhere after ${elsewhere} s, the node back after ${seconds(begin)} s`;
  }, twoOfEach],
  d2: ['a node loses its network for 60 s', 240, true, async () => {
    const lost = expendable();
    const begin = Date.now();
    machine('cut-node', lost);
    await pause(60_000);
    machine('join-node', lost);
    await until(`${lost} is back`, 120, () => nodes().every(one => one.ready));
    await allReady();
    return `${lost}: as before after ${seconds(begin)} s`;
  }, twoOfEach],
  // What it held starts elsewhere all at once.
  d3: ['a node is drained', 200, true, async () => {
    const drained = expendable();
    const held = heldBy(drained);
    const begin = Date.now();
    await kubectlLater('drain', drained, '--ignore-daemonsets', '--delete-emptydir-data', '--pod-selector=app.kubernetes.io/part-of=food-delivery', '--timeout=300s');
    const took = seconds(begin);
    await allReady();
    kubectl('uncordon', drained);
    return `${drained}: ${held} pods moved in ${took} s`;
  }, twoOfEach],
  e: ['Order scales out under load and in again', 150, false, async () => {
    const replicas = () => JSON.parse(kubectl('get', 'deployment', 'order', '-o', 'json')).status.readyReplicas ?? 0;
    const begin = Date.now();
    await until('Order has more replicas', 140, () => replicas() > 1);
    const out = `${replicas()} replicas after ${seconds(begin)} s`;
    await pause(Math.max(0, 150_000 - (Date.now() - begin)));
    const quiet = Date.now();
    // Kubernetes waits for five quiet minutes.
    await until('Order has one replica again', 480, () => replicas() === 1);
    return `${out}, one again ${seconds(quiet)} s after the load`;
  }, () => must(upgrade('--set-json', 'order.autoscaling={"enabled":true,"minReplicas":1,"maxReplicas":3,"cpu":65}'))],
  f: ['as many orders as go, each person one after the other', 90, false, async () => {
    const peaks = {};
    for (const end = Date.now() + 80_000; Date.now() < end; await pause(5_000)) {
      for (const line of kubectl('top', 'pods', '--no-headers').trim().split('\n')) {
        const [pod, cpu, memory] = line.split(/\s+/);
        const name = pod.split('-')[0];
        peaks[name] = [Math.max(peaks[name]?.[0] ?? 0, parseInt(cpu)), Math.max(peaks[name]?.[1] ?? 0, parseInt(memory))];
      }
    }
    const killed = JSON.parse(kubectl('get', 'pods', '-o', 'json')).items.flatMap(pod => pod.status.containerStatuses ?? []).filter(one => one.lastState.terminated?.reason === 'OOMKilled').map(one => one.name);
    if (killed.length > 0) throw new Error(`out of memory: ${killed}`);
    return Object.entries(peaks).filter(([name]) => name !== 'load').map(([name, [cpu, memory]]) => `${name} ${cpu}m ${memory}Mi`).join(', ');
  }, undefined, null],
  h1: ['uninstalled and installed again on the volumes that were left', 0, false, async () => {
    const before = orders();
    for (const release of ['fooddelivery', 'platform']) must(helm('uninstall', release, '--wait', '--timeout', '5m'));
    const begin = Date.now();
    must(helm('install', 'platform', join(root, 'deploy/helm/platform'), ...platform, '--wait', '--timeout', '10m'));
    must(helm('install', 'fooddelivery', chart, ...values, '--wait', '--timeout', '10m'));
    if (orders() !== before) throw new Error(`${before} orders before, ${orders()} after`);
    must(helm('test', 'fooddelivery'));
    return `${before} orders as before, ready and tested in ${seconds(begin)} s`;
  }],
  // As docs/operations.md has it, under "Rotating keys and passwords".
  h2: ['signing keys, a secret of a service, a password of the database and the key of keys changed', 240, false, async () => {
    const fresh = () => randomBytes(24).toString('hex');
    const change = (name, key, value) => kubectl('patch', 'secret', name, '--type=merge', '-p', JSON.stringify({ stringData: { [key]: value } }));
    change('fd-cart', 'service-secret', fresh());
    for (const name of ['user', 'cart']) await restart(name);
    const password = fresh();
    sql(`ALTER USER 'fd_order'@'%' IDENTIFIED BY '${password}' RETAIN CURRENT PASSWORD`);
    change('fd-order', 'mysql-password', password);
    await restart('order');
    sql(`ALTER USER 'fd_order'@'%' DISCARD OLD PASSWORD`);
    const old = Buffer.from(JSON.parse(kubectl('get', 'secret', 'fd-user', '-o', 'json')).data['key-encryption-key'], 'base64').toString();
    change('fd-user', 'key-encryption-key', `${randomBytes(32).toString('base64')},${old}`);
    await restart('user');
    const { accessToken } = await call('/api/v1/auth/login', { email: 'ops@demo.test', password: 'Demo-Passw0rd!' });
    const rotated = await call('/api/v1/ops/user/keys/rotate', {}, accessToken);
    return `changed under load; the signing keys: ${rotated.safeAt ? `not before ${rotated.safeAt}` : 'rotated'}`;
  }],
  // Likewise, under "Restoring a database".
  h3: ["Order's database lost after a backup, and restored to its last transaction", 0, false, async () => {
    const copy = inMysql(`mysqldump ${server} --single-transaction --source-data=2 --hex-blob --set-gtid-purged=OFF --databases fd_order`);
    const [, first, position] = /SOURCE_LOG_FILE='([^']+)', SOURCE_LOG_POS=(\d+)/.exec(copy);
    const since = new Date(Date.now() - 60_000).toISOString().replace('Z', '');
    const meanwhile = await (await load({ seconds: 30 })).ended;
    if (!meanwhile.good) throw new Error(`the orders before the loss: ${verdict(meanwhile.text)}`);
    const before = orders();
    const begin = Date.now();
    kubectl('scale', '--replicas=0', 'deployment/order');
    // One that is about to end still writes: on what was restored, too.
    kubectl('wait', '--for=delete', 'pod', '-l', 'app.kubernetes.io/name=order', '--timeout=90s');
    sql('FLUSH BINARY LOGS');
    const logs = sql('SHOW BINARY LOGS').split('\n').map(line => line.split('\t')[0]).filter(log => log >= first).slice(0, -1);
    sql('DROP DATABASE fd_order');
    inMysql(`mysql ${server}`, copy);
    inMysql(`set -o pipefail; cd /var/lib/mysql && mysqlbinlog --no-defaults --database=fd_order --start-position=${position} --skip-gtids --disable-log-bin ${logs.join(' ')} | mysql ${server}`);
    if (orders() !== before) throw new Error(`${before} orders before, ${orders()} after`);
    await pause(10_000);
    kubectl('exec', 'kafka-0', '--', 'bash', '/files/tool.sh', 'consumer-groups', '--group', 'order-service', '--reset-offsets', '--to-datetime', since, '--all-topics', '--execute');
    adjust('--force-conflicts');
    await allReady();
    const took = seconds(begin);
    const afterwards = await (await load({ seconds: 30 })).ended;
    if (!afterwards.good) throw new Error(`the orders afterwards: ${verdict(afterwards.text)}`);
    return `${before} orders as before, Order away for ${took} s; ${summary(meanwhile.text)} before, ${summary(afterwards.text)} after`;
  }],
};

// Everything comes from one address, faster than people do.
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(rows).filter(row => !row.startsWith('d') || (process.env.FD_KUBE && nodes().length > 2));
const report = [];
let broken = 0;
for (const row of wanted) {
  const [label, long, mayFail, act, prepare, rate = row === 'e' ? 4 : 1] = rows[row] ?? (() => { throw new Error(`There is no row ${row}.`); })();
  process.stdout.write(`${row}  ${label} … `);
  const begin = Date.now();
  let result = '', good = true, meanwhile = '';
  try {
    prepare?.();
    const running = long > 0 ? await load({ seconds: long, repeat: mayFail, rate }) : undefined;
    result = await act() ?? '';
    await allReady();
    const took = seconds(begin);
    if (running) {
      const ended = await running.ended;
      meanwhile = summary(ended.text);
      good = ended.good;
      if (!ended.good) writeFileSync(join(work, `fault-${row}.json`), ended.text);
    }
    result ||= `${took} s`;
  } catch (error) {
    [good, result] = [false, error.message.split('\n').slice(0, 6).join(' ')];
  }
  if (!good) broken++;
  console.log(`${good ? 'held' : 'BROKEN'}: ${result}${meanwhile && `; ${meanwhile}`}`);
  report.push(`| ${row} | ${label} | ${result} | ${meanwhile} | ${good ? 'held' : 'broken'} |`);
}
writeFileSync(join(work, 'faults.md'), `| | Done to it | | Meanwhile | |\n|---|---|---|---|---|\n${report.join('\n')}\n`);
process.exit(broken ? 1 : 0);

function summary(text) {
  const slowest = name => Math.round(counted(text, name, 'max ms') / 100) / 10;
  return `${counted(text, 'delivered', 'in all')} orders delivered, ${counted(text, 'orders not finished after the drain')} not finished, ${counted(text, 'errors')} errors; `
    + `slowest: placed ${slowest('POST /orders')} s, a step on its customer's stream ${slowest("order.status → customer's stream")} s`;
}
