// The Helm charts: lint, golden renders, the Kubernetes API's own schemas, closed values, and the rules, each with a sample that breaks it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildCharts, helm, helmProgram, parse, render, root, validate } from './tools.mjs';
import { podsOf, rules } from './rules.mjs';
import { samples } from './samples.mjs';

const services = ['user', 'product', 'cart', 'order', 'payment', 'delivery', 'notification', 'analytics'];
const releases = {
  kind: () => render('food-delivery', '-f', 'examples/kind.yaml'),
  production: () => render('food-delivery', '-f', 'examples/production.yaml', '--api-versions', 'monitoring.coreos.com/v1'),
  external: () => render('food-delivery', '-f', 'examples/external.yaml'),
  'platform-development': () => render('platform'),
  'platform-operators': () => render('platform', '--set', 'mode=operators'),
};
const texts = Object.fromEntries(Object.entries(releases).map(([name, make]) => [name, make()]));

test('every chart passes helm lint --strict', () => {
  buildCharts();
  const { ok, text, errors } = helm('lint', '--strict', ...services.map(name => `services/${name}`), 'gateway', 'food-delivery', 'platform', 'observability');
  assert.ok(ok, text + errors);
});

for (const [name, text] of Object.entries(texts)) {
  test(`${name} renders as it did (UPDATE_SNAPSHOTS=1 accepts a change)`, () => {
    const file = join(root, 'deploy/tests/golden', `${name}.yaml`);
    if (process.env.UPDATE_SNAPSHOTS || !existsSync(file)) {
      mkdirSync(join(root, 'deploy/tests/golden'), { recursive: true });
      writeFileSync(file, text);
    }
    assert.equal(text, readFileSync(file, 'utf8'));
  });

  test(`${name} is what the Kubernetes API accepts`, async () => {
    const manifests = parse(text);
    let checked = 0;
    for (const manifest of manifests) {
      try {
        if (await validate(manifest)) checked++;
      } catch (error) {
        assert.fail(`${manifest.kind}/${manifest.metadata?.name}: ${error.message}`);
      }
    }
    assert.ok(checked > 4);
    const names = manifests.map(manifest => `${manifest.apiVersion}/${manifest.kind}/${manifest.metadata.name}`);
    assert.deepEqual(names.filter((one, i) => names.indexOf(one) !== i), []);
  });

  for (const [rule, check] of Object.entries(rules)) {
    test(`${name}: ${rule}`, () => assert.deepEqual(check(parse(text)), []));
  }
}

for (const [rule, check] of Object.entries(rules)) {
  test(`the rule notices: ${rule}`, () => assert.notDeepEqual(check(parse(samples[rule])), []));
}

test('the schemas notice a field of the wrong shape, and one that does not exist', async () => {
  const broken = [
    ['kind', 'Deployment', ({ spec: { template: { spec: { containers: [container] } } } }) => { container.ports = 'http'; }, /ports/],
    ['kind', 'Deployment', ({ spec: { template: { spec: { containers: [container] } } } }) => { container.redinessProbe = {}; }, /redinessProbe/],
    ['platform-operators', 'Kafka', ({ spec }) => { spec.kafka.listeners = 'plain'; }, /listeners/],
    ['platform-operators', 'Kafka', ({ spec }) => { spec.kafka.configuration = {}; }, /configuration/],
    ['production', 'HTTPRoute', ({ spec }) => { spec.rules[0].backends = []; }, /backends/],
    ['production', 'PodMonitor', ({ spec }) => { spec.podMetricsEndpoints[0].relabelings[0].target = 'service'; }, /target/],
  ];
  for (const [release, kind, damage, expected] of broken) {
    const manifest = parse(texts[release]).find(one => one.kind === kind);
    await validate(manifest);
    damage(manifest);
    await assert.rejects(() => validate(manifest), expected, `${release} ${kind}`);
  }
});

test('values are closed against typos, in the umbrella, below a service and in global', () => {
  for (const setting of ['orders.replicas=2', 'order.replica=2', 'global.kafka.bootstrap=x', 'gateway.expose.kind=route', 'order.image.digest=sha256:1', 'gateway.tls=true', 'gateway.expose.kind=httproute']) {
    const { ok } = helm('template', 'fd', 'food-delivery', '--set', setting);
    assert.equal(ok, false, `${setting} was taken`);
  }
});

test('each service can be released alone, and the eight charts are alike', () => {
  for (const name of services) {
    const manifests = parse(render(`services/${name}`));
    assert.ok(manifests.some(one => one.kind === 'Deployment' && one.metadata.name === name));
    for (const file of ['templates/all.yaml', 'templates/NOTES.txt', 'values.schema.json']) {
      assert.equal(read(`services/${name}/${file}`), read(`services/order/${file}`), `${name}/${file}`);
    }
  }
  assert.equal(read('services/order/values.schema.json'), read('lib/service.schema.json'));
});

test('the list of edges is what the services do', () => {
  const edges = parse(read('lib/templates/_network.tpl').match(/define "fd\.edges" -}}\n([\s\S]*?){{- end/)[1])[0];
  for (const name of services) {
    const folder = join(root, 'src', `${name[0].toUpperCase()}${name.slice(1)}Service`);
    const program = readFileSync(join(folder, 'Program.cs'), 'utf8');
    const calls = [...program.matchAll(/AddInternalClient(?:<\w+>)?\("\w+", "(\w+)"/g)].map(match => match[1]);
    // Everybody but User fetches the keys that tokens are signed with, and a token of its own, from User.
    assert.deepEqual([...edges[name].to].sort(), [...new Set(name === 'user' ? calls : ['user', ...calls])].sort(), name);
    const servers = ['mysql', 'redis', 'kafka'].filter(server => server === 'kafka' || program.includes(server === 'mysql' ? '.AddMySql<' : '.AddRedis()'));
    // Carts have one Redis and positions the other.
    assert.deepEqual(edges[name].servers.filter(server => !['provider', 'mail', 'push'].includes(server)).map(server => server === 'positions' ? 'redis' : server).sort(), servers.sort(), name);
  }
  assert.deepEqual(edges.gateway.to, services);
});

test('tokens for calls between services, and who may make each call, follow the list of edges', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true }).filter(file => file.endsWith('.cs') && !/\/(bin|obj)\//.test(file))
    .map(file => ({ service: file.split('/')[0].replace('Service', '').toLowerCase(), text: readFileSync(join(root, 'src', file), 'utf8') }));
  const calls = {}, callers = {};
  for (const name of services) [calls[name], callers[name]] = [new Set(), new Set()];
  for (const { service, text } of sources.filter(({ service }) => services.includes(service))) {
    for (const [, called] of text.matchAll(/AddInternalClient(?:<\w+>)?\("\w+", "(\w+)"/g)) calls[service].add(called);
    for (const [, names] of text.matchAll(/\.RequireService\(([^)]*)\)/g)) {
      assert.notEqual(names, '', `${service}: every internal call names its callers`);
      for (const [, caller] of names.matchAll(/"(\w+)"/g)) callers[service].add(caller);
    }
  }
  const edges = parse(read('lib/templates/_network.tpl').match(/define "fd\.edges" -}}\n([\s\S]*?){{- end/)[1])[0];
  const table = readFileSync(join(root, 'src/UserService/Security/Keys/ServiceClients.cs'), 'utf8');
  const allowed = Object.fromEntries([...table.matchAll(/\["(\w+)"\] = \[([^\]]*)\]/g)]
    .map(([, caller, called]) => [caller, [...called.matchAll(/"(\w+)"/g)].map(match => match[1])]));
  assert.deepEqual(Object.keys(allowed).sort(), [...services].sort());
  for (const name of services) {
    // Everybody has an edge to User, who gives out tokens and keys; only who calls it as well gets a token for it.
    assert.deepEqual([...allowed[name]].sort(), edges[name].to.filter(to => to !== 'user' || calls[name].has('user')).sort(), `${name}: tokens`);
    assert.deepEqual([...callers[name]].sort(), services.filter(caller => allowed[caller].includes(name)).sort(), `${name}: callers`);
  }
});

test('the first account of ops is made when an address is given, with a password that nobody else has', async () => {
  const made = (...values) => parse(render('services/user', ...values)).filter(one => one.metadata.name.endsWith('-create-ops'));
  assert.deepEqual(made(), []);
  const [job] = made('--set', 'opsAccount.email=ops@example.org');
  await validate(job);
  assert.equal(job.metadata.annotations['helm.sh/hook'], 'post-install,post-upgrade');
  // Kept until the next: its log holds the link.
  assert.equal(job.metadata.annotations['helm.sh/hook-delete-policy'], 'before-hook-creation');
  const container = job.spec.template.spec.containers[0];
  assert.deepEqual(container.args, ['create-ops']);
  const setting = (one, name) => one.env.find(each => each.name === name);
  assert.equal(setting(container, 'Ops__Email').value, 'ops@example.org');
  assert.equal(setting(container, 'Ops__Password'), undefined);
  assert.equal(setting(container, 'ConnectionStrings__MySqlOwner'), undefined);
  const [kept] = made('--set', 'opsAccount.email=ops@example.org', '--set', 'opsAccount.passwordKey=ops-password');
  assert.deepEqual(setting(kept.spec.template.spec.containers[0], 'Ops__Password').valueFrom, { secretKeyRef: { name: 'fd-user', key: 'ops-password' } });
});

test('what is scraped carries the labels that the alerts ask for', () => {
  const monitors = parse(texts.production).filter(one => one.kind === 'PodMonitor');
  assert.deepEqual(monitors.map(one => one.metadata.name).sort(), [...services, 'gateway'].sort());
  const pods = parse(texts.production).flatMap(podsOf);
  for (const { spec } of monitors) {
    const { spec: pod } = pods.find(({ labels, stays }) => stays && labels['app.kubernetes.io/name'] === spec.selector.matchLabels['app.kubernetes.io/name']);
    assert.ok([...pod.containers, ...(pod.initContainers ?? [])].some(({ ports = [] }) => ports.some(({ name, containerPort }) => name === 'management' && containerPort === 8081)));
  }
  assert.ok(monitors.every(one => one.metadata.labels.release === 'monitoring'));
  for (const { spec } of monitors) {
    const labels = spec.podMetricsEndpoints.flatMap(one => one.relabelings ?? []).map(({ targetLabel, sourceLabels, replacement }) => [targetLabel, replacement ?? sourceLabels.join()]);
    assert.deepEqual(Object.fromEntries(labels), { service: '__meta_kubernetes_pod_label_app_kubernetes_io_name', job: 'fooddelivery' });
  }
});

test('alert rules and dashboards come to the cluster as they are, with the labels they are selected by', async () => {
  const watched = path => readFileSync(join(root, 'deploy/observability', path), 'utf8');
  const [rules, ...others] = parse(render('observability', '--set', 'rules.labels.release=monitoring')).sort((a, b) => b.kind.localeCompare(a.kind));
  assert.equal(rules.kind, 'PrometheusRule');
  assert.equal(rules.metadata.labels.release, 'monitoring');
  await validate(rules);
  assert.deepEqual(rules.spec, parse(watched('alerts.yml'))[0]);
  assert.deepEqual(others.map(one => Object.keys(one.data)).flat().sort(), readdirSync(join(root, 'deploy/observability/grafana/dashboards')).sort());
  for (const one of others) {
    await validate(one);
    assert.equal(one.metadata.labels.grafana_dashboard, '1');
    for (const [file, text] of Object.entries(one.data)) assert.equal(text, watched(`grafana/dashboards/${file}`));
  }
});

test('an alert links to its runbook where the books can be read', () => {
  const [{ spec }] = parse(render('observability', '--set', 'dashboards.enabled=false', '--set', 'runbooks=https://example.com/main/'));
  for (const { annotations } of spec.groups.flatMap(group => group.rules)) assert.match(annotations.runbook_url, /^https:\/\/example\.com\/main\/docs\/runbooks\/[a-z-]+\.md$/);
  assert.equal(helm('template', 'fd', 'observability', '--set', 'rule.enabled=false').ok, false);
});

test('a released chart carries its version, and names each image by registry and digest', () => {
  const work = mkdtempSync(join(tmpdir(), 'fd-release-'));
  try {
    const digests = Object.fromEntries([...services, 'gateway', 'simulator'].map((name, i) => [name, `sha256:${String(i).repeat(64)}`]));
    for (const [name, digest] of Object.entries(digests)) writeFileSync(join(work, `${name}.json`), JSON.stringify({ 'containerimage.digest': digest }, null, 2));
    const env = { ...process.env, HELM: helmProgram, DIGESTS: work };
    execFileSync('bash', [join(root, 'deploy/pipelines/package.sh'), 'registry.example.com/shop', '1.2.3', join(work, 'charts')], { env, stdio: ['ignore', 'ignore', 'inherit'] });

    const released = { platform: ['simulator', 'cart'], observability: [], 'food-delivery': [...services, 'gateway'], gateway: ['gateway'], ...Object.fromEntries(services.map(name => [name, [name]])) };
    assert.deepEqual(readdirSync(join(work, 'charts')).sort(), Object.keys(released).map(name => `${name}-1.2.3.tgz`).sort());
    for (const [chart, components] of Object.entries(released)) {
      const manifests = parse(render(join(work, 'charts', `${chart}-1.2.3.tgz`)));
      const images = manifests.flatMap(podsOf).flatMap(pod => pod.spec.containers.map(({ image }) => image)).filter(image => chart !== 'platform' || image.includes('fooddelivery'));
      assert.deepEqual([...new Set(images)].sort(), components.map(name => `registry.example.com/shop/fooddelivery/${name}@${digests[name]}`).sort(), chart);
      for (const { kind, metadata: { name, labels } } of manifests) if (labels?.['helm.sh/chart']) assert.match(labels['helm.sh/chart'], /-1\.2\.3$/, `${kind}/${name}`);
    }
    assert.ok(render(join(work, 'charts/order-1.2.3.tgz'), '--set', 'global.imageRegistry=mirror').includes(`image: mirror/fooddelivery/order@${digests.order}`));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});

test('images are pushed where the charts look for them', () => {
  assert.ok(read('../pipelines/publish.sh').includes('-t "$registry/fooddelivery/$component:${NAME:-$version}"'));
  assert.ok(read('../pipelines/release.sh').includes('--tag "$registry/fooddelivery/$component:$version" "$name"'));
});

test('production: the pools of all replicas fit into the server, with one more of each during a release', () => {
  const manifests = parse(texts.production);
  const most = new Map(manifests.filter(one => one.kind === 'HorizontalPodAutoscaler').map(one => [one.metadata.name, one.spec.maxReplicas]));
  const connections = manifests.filter(one => one.kind === 'Deployment').map(({ metadata: { name }, spec }) => {
    const pool = /Max Pool Size=(\d+)/.exec(JSON.stringify(spec.template.spec))?.[1] ?? 0;
    return ((most.get(name) ?? spec.replicas) + spec.strategy.rollingUpdate.maxSurge) * pool;
  });
  const limit = Number(/^max_connections\s*=\s*(\d+)$/m.exec(read('../mysql/server.cnf'))[1]);
  const sum = connections.reduce((total, one) => total + one);
  assert.ok(sum > 0 && sum < limit * 0.95, `${sum} of ${limit}`);
});

test('production: what is scaled by processor time asks for some', () => {
  const manifests = parse(texts.production);
  const scaled = new Set(manifests.filter(one => one.kind === 'HorizontalPodAutoscaler').map(one => one.metadata.name));
  assert.ok(scaled.size > 0);
  for (const { metadata: { name }, spec } of manifests.filter(one => one.kind === 'Deployment' && scaled.has(one.metadata.name))) {
    assert.ok(parseInt(/^(\d+)m$/.exec(spec.template.spec.containers[0].resources.requests.cpu)?.[1] ?? 0) >= 500, name);
  }
});

test('payment calls the provider that its policy lets it reach', () => {
  for (const name of ['kind', 'production', 'external']) {
    const manifests = parse(texts[name]);
    const { env } = manifests.find(one => one.kind === 'Deployment' && one.metadata.name === 'payment').spec.template.spec.containers[0];
    const { hostname, port, protocol } = new URL(env.find(one => one.name === 'Provider__BaseUrl').value);
    const { egress } = manifests.find(one => one.kind === 'NetworkPolicy' && one.metadata.name === 'payment').spec;
    const open = egress.filter(rule => rule.ports.some(one => one.port === Number(port || (protocol === 'https:' ? 443 : 80)))).flatMap(rule => rule.to);
    assert.ok(open.some(peer => hostname === 'simulator' ? peer.podSelector?.matchLabels['app.kubernetes.io/name'] === 'simulator' : peer.ipBlock), name);
  }
});

test('mail and push are off until somebody sets them, and reach what the values name and nothing else', () => {
  const of = name => {
    const manifests = parse(texts[name]);
    const { env } = manifests.find(one => one.kind === 'Deployment' && one.metadata.name === 'notification').spec.template.spec.containers[0];
    const ports = manifests.find(one => one.kind === 'NetworkPolicy' && one.metadata.name === 'notification').spec.egress.flatMap(rule => rule.ports.map(one => one.port));
    for (const secret of ['Push__PublicKey', 'Push__PrivateKey', 'Mail__User', 'Mail__Password']) assert.equal(env.find(one => one.name === secret).valueFrom.secretKeyRef.optional, true, secret);
    return { host: env.find(one => one.name === 'Mail__Host')?.value, ports };
  };
  assert.equal(of('kind').host, undefined);
  for (const port of [443, 587]) assert.ok(!of('kind').ports.includes(port) && of('production').ports.includes(port), String(port));
  assert.equal(of('production').host, 'smtp.example.com');
});

test('servers outside: passwords by reference, and the private authority, in the services and their migrations', () => {
  const pods = parse(texts.external).flatMap(podsOf).filter(pod => !pod.name.endsWith('/gateway'));
  assert.equal(pods.length, 8 + 7);
  for (const { name, spec: { containers: [{ env, volumeMounts }], volumes } } of pods) {
    const secretOf = variable => env.find(one => one.name === variable)?.valueFrom.secretKeyRef.name;
    const service = name.split('/')[1].replace(/-migrate$/, '');
    const redis = { cart: 'carts', delivery: 'positions', notification: 'positions' }[service];
    assert.deepEqual([secretOf('REDIS_PASSWORD'), secretOf('KAFKA_PASSWORD')], [redis && `fd-${service}`, `fd-${service}`], name);
    assert.equal(env.find(one => one.name === 'ConnectionStrings__Redis')?.value.split('.')[0], redis, name);
    assert.equal(env.find(one => one.name === 'KAFKA_ACCOUNT').value, service, name);
    const { value } = env.find(one => one.name === 'SSL_CERT_FILE');
    const mount = volumeMounts.find(one => value.startsWith(`${one.mountPath}/`) && one.name === 'ca');
    assert.ok(mount && volumes.some(one => one.name === 'ca' && one.configMap.name === 'fd-servers-ca'), name);
  }
});

test('traces are let out to the port of the collector, and refused where nothing lets them out', () => {
  const endpoint = ['--set', 'global.otlpEndpoint=http://otel.tracing:4318'];
  assert.equal(helm('template', 'fd', 'food-delivery', ...endpoint).ok, false);
  const manifests = parse(render('food-delivery', ...endpoint, '--set-json', 'global.networkPolicy.otlpTo=[{"podSelector":{"matchLabels":{"app":"otel"}}}]'));
  for (const { metadata, spec } of manifests.filter(one => one.kind === 'NetworkPolicy' && services.includes(one.metadata.name))) {
    assert.ok(spec.egress.some(rule => rule.to[0].podSelector?.matchLabels.app === 'otel' && rule.ports[0].port === 4318), metadata.name);
  }
});

test('name servers may be others than kube-dns, for every pod that asks them', () => {
  const dns = '{"ports":[5353],"to":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"openshift-dns"}}}]}';
  const all = [...parse(render('food-delivery', '--set-json', `global.networkPolicy.dns=${dns}`)), ...parse(render('platform', '--set-json', `dns=${dns}`))];
  const policies = all.filter(one => one.kind === 'NetworkPolicy' && one.spec.egress.length > 0);
  assert.equal(policies.length, 9 + 7 + 1 + 2 + 1);
  for (const { metadata, spec } of policies) {
    assert.ok(spec.egress.some(rule => rule.ports.some(one => one.port === 5353 && one.protocol === 'UDP')), metadata.name);
    assert.ok(!JSON.stringify(spec).includes('kube-system'), metadata.name);
  }
});

test('gateway exposure: service, HTTPRoute or Ingress, one at a time', () => {
  const kinds = name => parse(texts[name]).map(one => one.kind);
  assert.ok(!kinds('kind').includes('Ingress') && !kinds('kind').includes('HTTPRoute'));
  assert.ok(kinds('production').includes('HTTPRoute') && kinds('external').includes('Ingress'));
});

test('golden files belong to releases', () =>
  assert.deepEqual(readdirSync(join(root, 'deploy/tests/golden')).sort(), Object.keys(releases).map(name => `${name}.yaml`).sort()));

function read(path) {
  return readFileSync(join(root, 'deploy/helm', path), 'utf8');
}

test('tables are made by the migrations, as the owner of the schema, whom no service that runs can be', () => {
  for (const text of [texts.kind, texts.production, texts.external]) {
    const pods = parse(text).flatMap(podsOf).filter(pod => JSON.stringify(pod.spec).includes('ConnectionStrings__MySql'));
    assert.ok(pods.length > 13);
    for (const { name, spec: { containers: [{ env }] } } of pods) {
      const service = name.split('/')[1].replace(/-(migrate|seed|create-ops)$/, '');
      const owner = env.find(one => one.name === 'ConnectionStrings__MySqlOwner')?.value;
      assert.equal(Boolean(owner), name.endsWith('-migrate'), name);
      if (owner) assert.match(owner, new RegExp(`Database=fd_${service};User ID=fd_${service}_owner;Password=\\$\\(MYSQL_OWNER_PASSWORD\\)`), name);
      if (name.endsWith('-seed')) assert.equal(env.find(one => one.name === 'Database__MigrateOnStart').value, 'false', name);
    }
  }
});

test('production: every connection to MySQL is encrypted', () => {
  for (const name of ['production', 'external']) {
    const connections = parse(texts[name]).flatMap(podsOf).flatMap(pod => pod.spec.containers[0].env ?? []).filter(one => one.name.startsWith('ConnectionStrings__MySql'));
    assert.equal(connections.length, 7 * 3);
    for (const { value } of connections) assert.match(value, /;SslMode=(Required|VerifyCA|VerifyFull)$/, name);
  }
});

test('the servers of Redis know the accounts of the services that use them, by the passwords of their Secrets', () => {
  const edges = parse(read('lib/templates/_network.tpl').match(/define "fd\.edges" -}}\n([\s\S]*?){{- end/)[1])[0];
  for (const [server, accounts] of [['redis', 'carts'], ['positions', 'positions']]) {
    const users = services.filter(name => edges[name].servers.includes(server));
    const listed = readFileSync(join(root, `deploy/redis/${accounts}.txt`), 'utf8').split('\n').filter(line => line && !line.startsWith('#')).map(line => line.split(' ')[0]);
    assert.deepEqual(listed.sort(), ['admin', ...users].sort());
    for (const name of ['platform-development', 'platform-operators']) {
      const { args, env } = parse(texts[name]).find(one => one.kind === 'StatefulSet' && one.metadata.name === server).spec.template.spec.containers[0];
      assert.ok(args.includes(`/files/${accounts}.txt`));
      assert.deepEqual(env.map(one => [one.name, one.valueFrom.secretKeyRef.name]).sort(), [['REDIS_ADMIN_PASSWORD', 'fd-redis'], ...users.map(user => [`REDIS_${user.toUpperCase()}_PASSWORD`, `fd-${user}`])].sort());
    }
  }
});

test('a setting of every service may refer to a Secret of one\'s own', () => {
  const secret = '[{"name":"CACHE_PASSWORD","secretName":"fd-servers","key":"cache"}]';
  const pods = parse(render('food-delivery', '--set-json', `global.secretEnv=${secret}`)).flatMap(podsOf).filter(pod => !/\/(gateway|.*test.*)$/.test(pod.name));
  assert.equal(pods.length, 8 + 7);
  for (const { name, spec } of pods) assert.equal(spec.containers[0].env.find(one => one.name === 'CACHE_PASSWORD')?.valueFrom.secretKeyRef.name, 'fd-servers', name);
});

test('with operators every account may do what the list says, by the password of its service', () => {
  const lines = readFileSync(join(root, 'deploy/kafka/access.txt'), 'utf8').split('\n').filter(line => line && !line.startsWith('#')).map(line => line.split(/ +/));
  const users = parse(texts['platform-operators']).filter(one => one.kind === 'KafkaUser');
  assert.deepEqual(users.map(one => one.metadata.name).sort(), [...services].sort());
  for (const { metadata: { name }, spec } of users) {
    assert.deepEqual(spec.authentication.password.valueFrom.secretKeyRef, { name: `fd-${name}`, key: 'kafka-password' });
    const own = lines.filter(([account]) => account === name);
    const granted = spec.authorization.acls.map(({ resource, operations }) => `${operations[0].toLowerCase()} ${resource.name}`);
    const groups = own.some(([, operation]) => operation === 'read') ? [`read ${name}-service`] : [];
    assert.deepEqual(granted.sort(), [...own.map(([, operation, topic]) => `${operation} ${topic}`), ...groups].sort(), name);
  }
});
