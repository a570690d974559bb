// docker-compose.yml and the Dockerfiles by their rules; `docker compose config` checks the format where there is an engine.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { YAML, root } from './tools.mjs';

const read = path => readFileSync(join(root, path), 'utf8');
const text = read('docker-compose.yml');
const { services } = YAML.parse(text, { merge: true, maxAliasCount: -1 });
const ours = Object.entries(services).filter(([, { image }]) => image.startsWith('fooddelivery/'));
const awaited = Object.values(services).flatMap(one => Object.entries(one.depends_on ?? {}));
// What the services wait for, and what is run by hand.
const jobs = new Set([...awaited.filter(([, { condition }]) => condition === 'service_completed_successfully').map(([name]) => name), 'create-ops']);

test('only the gateway is published, and the viewers of a profile, all on loopback', () => {
  const published = Object.entries(services).filter(([, { ports }]) => ports);
  assert.deepEqual(published.filter(([, { profiles }]) => !profiles).map(([name]) => name), ['gateway']);
  for (const [, { ports }] of published) for (const port of ports) assert.match(port, /^127\.0\.0\.1:/);
});

test('secrets come from the environment, have no default, and the script makes each of them', () => {
  const made = read('deploy/docker/secrets.sh');
  const names = [...text.matchAll(/\$\{([A-Z_]+)(:?[-?])?/g)].filter(([, name]) => !/_(PORT|ENDPOINT)$|^DEMO_CITY$|^OPS_EMAIL$/.test(name));
  assert.ok(names.length > 20);
  for (const [, name, rule] of names) {
    assert.equal(rule, ':?', `${name} must be refused when it is missing`);
    const family = name.replace(/^(MYSQL_|SERVICE_|KAFKA_|REDIS_)[A-Z]+?((?:_OWNER)?_PASSWORD|_SECRET)$/, (_, head, tail) => `${head}\${name}${tail}`);
    assert.ok(made.includes(family), name);
  }
});

test('the broker answers nobody whom it does not know, and every service is somebody else there', () => {
  const broker = services.kafka.environment;
  assert.equal(broker.KAFKA_LISTENER_SECURITY_PROTOCOL_MAP, 'CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT');
  assert.ok(broker.KAFKA_AUTHORIZER_CLASS_NAME && !('KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND' in broker));
  const accounts = new Set(read('deploy/kafka/access.txt').split('\n').filter(line => line && !line.startsWith('#')).map(line => line.split(/ +/)[0]));
  for (const account of accounts) {
    const { environment } = services[account];
    assert.match(environment.Kafka__Properties, new RegExp(`sasl.username=${account};sasl.password=\\$\\{KAFKA_${account.toUpperCase()}_PASSWORD:`), account);
    assert.ok(services.topics.environment[`KafkaAccounts__${account}`], account);
  }
  assert.deepEqual([...accounts].sort(), ours.map(([name]) => name).filter(name => services[name].environment?.Kafka__BootstrapServers && !jobs.has(name)).sort());
});

test('who uses Redis has an account at one of the two servers, and each server the passwords of its accounts', () => {
  const users = Object.fromEntries(Object.entries(services).filter(([, one]) => one.environment?.ConnectionStrings__Redis).map(([name, { environment }]) => [name, environment.ConnectionStrings__Redis]));
  assert.deepEqual(Object.keys(users).filter(name => !jobs.has(name)).sort(), ['cart', 'delivery', 'notification']);
  for (const [name, connection] of Object.entries(users)) {
    const account = name.replace(/^.*-/, '');
    assert.ok(connection.startsWith(`${account === 'cart' ? 'redis' : 'positions'}:6379,user=${account},password=\${REDIS_${account.toUpperCase()}_PASSWORD:`), name);
  }
  for (const [server, accounts] of [['redis', 'carts'], ['positions', 'positions']]) {
    const { command, environment } = services[server];
    assert.ok(command.includes(`/opt/fooddelivery/${accounts}.txt`));
    const listed = read(`deploy/redis/${accounts}.txt`).split('\n').filter(line => line && !line.startsWith('#')).map(line => `REDIS_${line.split(' ')[0].toUpperCase()}_PASSWORD`);
    assert.deepEqual(Object.keys(environment).sort(), listed.sort());
  }
});

test('what stays is watched, what ends is awaited, and everything is bounded', () => {
  for (const [name, one] of Object.entries(services)) {
    if (one.profiles) continue;
    if (jobs.has(name)) assert.match(one.restart, /^on-failure/, name);
    else assert.ok(one.healthcheck?.test, `${name} has no health check`);
    assert.ok(one.mem_limit, `${name} has no memory limit`);
  }
  for (const [name, { condition }] of awaited) assert.equal(condition, jobs.has(name) ? 'service_completed_successfully' : 'service_healthy', name);
});

test('every viewer that Grafana asks is there, and services send traces to nobody unless told to', () => {
  const sources = readdirSync(join(root, 'deploy/observability/grafana/provisioning/datasources')).flatMap(file => YAML.parse(read(`deploy/observability/grafana/provisioning/datasources/${file}`)).datasources);
  assert.deepEqual(sources.map(one => one.type).sort(), ['jaeger', 'prometheus']);
  for (const { url } of sources) assert.deepEqual(services[new URL(url).hostname]?.profiles, ['eyes'], url);
  for (const [name, { environment }] of ours) if (environment.Kafka__BootstrapServers) assert.equal(environment.OTEL_EXPORTER_OTLP_ENDPOINT, '${OTEL_EXPORTER_OTLP_ENDPOINT-}', name);
});

test('the gateway starts as many processes as its memory carries, and is given the time to end its requests', () => {
  const { environment, stop_grace_period: grace } = services.gateway;
  assert.equal(environment.GATEWAY_WORKERS, 2);
  assert.match(read('deploy/helm/gateway/values.yaml'), /^env: \{GATEWAY_WORKERS: "2"\}$/m);
  const ending = Number(/^worker_shutdown_timeout (\d+)s;$/m.exec(read('nginx/templates/nginx.conf.template'))[1]);
  assert.ok(parseInt(grace) > ending, `${grace} for ${ending} s`);
});

test('ours run read-only, without capabilities and without new rights', () => {
  for (const [name, one] of ours) {
    assert.equal(one.read_only, true, name);
    assert.deepEqual(one.cap_drop, ['ALL'], name);
    assert.ok(one.security_opt.includes('no-new-privileges:true'), name);
  }
});

test('ours are Production, the seeding aside', () => {
  for (const [name, { environment }] of ours) {
    if (environment.ASPNETCORE_ENVIRONMENT) assert.equal(environment.ASPNETCORE_ENVIRONMENT, name.startsWith('seed-') ? 'Development' : 'Production', name);
  }
});

test('each of our images is built from here, once, and whoever else runs it never pulls it', () => {
  // Two builds of one name at the same moment fail at times: each removes what the other has just named.
  const builders = ours.filter(([, { build }]) => build);
  assert.deepEqual(builders.map(([, { image }]) => image).sort(), [...new Set(ours.map(([, { image }]) => image))].sort());
  for (const [name, { build, pull_policy: pull }] of ours) {
    if (!build) assert.equal(pull, 'never', name);
    else assert.ok(existsSync(join(root, build.dockerfile)) && (!build.args || existsSync(join(root, 'src', build.args.SERVICE))), name);
  }
});

test('the demo city, whose passwords are public, is there for who asks for it; without it nothing waits for it, and the schemas are made all the same', () => {
  for (const name of ['user', 'product']) {
    assert.equal(services[`seed-${name}`].scale, '${DEMO_CITY:-0}');
    assert.ok(services[name].depends_on[`migrate-${name}`], name);
  }
});

test('tables are made by the migrations, as the owner of the schema, whom no service that runs can be', () => {
  const owned = ours.filter(([, { environment }]) => environment?.ConnectionStrings__MySqlOwner);
  const databases = ours.filter(([name, { environment }]) => environment?.ConnectionStrings__MySql && !jobs.has(name)).map(([name]) => name);
  assert.ok(databases.length > 6);
  assert.deepEqual(owned.map(([name]) => name).sort(), databases.map(name => `migrate-${name}`).sort());
  for (const [job, { environment }] of owned) {
    const name = job.replace('migrate-', '');
    assert.match(environment.ConnectionStrings__MySqlOwner, new RegExp(`Database=fd_${name};User ID=fd_${name}_owner;Password=\\$\\{MYSQL_${name.toUpperCase()}_OWNER_PASSWORD:`));
    assert.ok(services.mysql.environment[`MYSQL_${name.toUpperCase()}_OWNER_PASSWORD`]);
  }
  // In Development, as the seeding is, a service would migrate at its start.
  for (const [name, { environment }] of ours) if (environment?.ASPNETCORE_ENVIRONMENT === 'Development') assert.equal(environment.Database__MigrateOnStart, 'false', name);
});

test('servers have the same images on a cluster, and the health check of none starts a second Java', () => {
  const platform = YAML.parse(read('deploy/helm/platform/values.yaml'));
  for (const name of ['mysql', 'redis', 'kafka']) assert.equal(services[name].image, platform[name].image);
  assert.doesNotMatch(JSON.stringify(services.kafka.healthcheck), /\.sh/);
});

test('what MySQL runs on its first start is a program of its own', () => {
  // The image sources a script that is not executable: `set -u` would be the image's own from there on, and end it.
  const scripts = services.mysql.volumes.filter(one => one.includes(':/docker-entrypoint-initdb.d/')).map(one => one.split(':')[0]);
  assert.equal(scripts.length, 1);
  for (const path of scripts) assert.equal(statSync(join(root, path)).mode & 0o111, 0o111, path);
});

test('the trial run of compose takes away nothing but its own', () => {
  // docker is a script that writes down what it is asked, and for which project.
  const path = mkdtempSync(join(tmpdir(), 'fd-docker-'));
  try {
    for (const name of ['docker', 'curl']) writeFileSync(join(path, name), `#!/bin/sh\necho "$COMPOSE_PROJECT_NAME $GATEWAY_PORT ${name} $*" >>${path}/log\nfalse\n`, { mode: 0o755 });
    mkdirSync(join(path, 'deploy'));
    for (const part of ['docker', 'pipelines', 'helm']) cpSync(join(root, 'deploy', part), join(path, 'deploy', part), { recursive: true, verbatimSymlinks: true });
    const run = spawnSync('bash', [join(path, 'deploy/pipelines/compose.sh')], { env: { ...process.env, PATH: `${path}:${process.env.PATH}`, GATEWAY_PORT: '' } });
    assert.notEqual(run.status, 0);
    const asked = readFileSync(join(path, 'log'), 'utf8').trim().split('\n').map(line => line.split(' '));
    assert.ok(asked.some(words => words.includes('down') && words.includes('--volumes')));
    for (const [project, port] of asked) {
      assert.notEqual(project, YAML.parse(text).name);
      assert.match(port, /^(?!8080$)\d+$/);
    }
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
});

test('images have versions', () => {
  for (const { image } of Object.values(services)) assert.match(image, /:(?!latest)[\w.-]+$/);
  for (const file of ['Dockerfile', 'gateway.Dockerfile']) {
    for (const [, base] of read(`deploy/docker/${file}`).matchAll(/^FROM (?:--platform=\S+ )?(\S+)/gm)) assert.match(base, /:(\$\{[A-Z]+_VERSION\}|\d+\.\d+)$/);
  }
});

test('the compiler runs natively, and compiles for what the image is for', () => {
  const text = read('deploy/docker/Dockerfile');
  assert.match(text, /^FROM --platform=\$\{BUILDPLATFORM:-[\w/]+\} \S+\/sdk:/m);
  // A default of these two would win over what BuildKit sets.
  assert.deepEqual([...text.matchAll(/^ARG ((?:BUILD|TARGET)\w+.*)$/gm)].map(match => match[1]), ['BUILDPLATFORM', 'TARGETARCH']);
  const path = mkdtempSync(join(tmpdir(), 'fd-dotnet-'));
  try {
    writeFileSync(join(path, 'dotnet'), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    const runtime = env => /RuntimeIdentifier=(\S+)/.exec(execFileSync('sh', [join(root, 'deploy/docker/publish.sh'), 'service', 'X'], { env: { PATH: `${path}:${process.env.PATH}`, ...env }, encoding: 'utf8' }))[1];
    assert.deepEqual([runtime({ TARGETARCH: 'amd64' }), runtime({ TARGETARCH: 'arm64' }), runtime({})], ['linux-x64', 'linux-arm64', `linux-${process.arch}`]);
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
});

test('an image for another processor is made without emulating it: its last stage runs nothing', () => {
  for (const file of ['Dockerfile', 'gateway.Dockerfile']) assert.doesNotMatch(read(`deploy/docker/${file}`).split(/^FROM /m).at(-1), /^RUN /m);
});

test('our images run as somebody, by number, and know their health', () => {
  for (const file of ['Dockerfile', 'gateway.Dockerfile']) {
    assert.match(read(`deploy/docker/${file}`), /^USER [1-9]\d*:[1-9]\d*$/m);
    assert.match(read(`deploy/docker/${file}`), /^HEALTHCHECK .*probe\.sh/m);
  }
});

test('every file that an image copies is let through to the engine', () => {
  const let_through = read('.dockerignore').split('\n').filter(line => line.startsWith('!')).map(line => line.slice(1));
  for (const file of ['Dockerfile', 'gateway.Dockerfile']) {
    for (const [, sources] of read(`deploy/docker/${file}`).matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
      for (const source of sources.split(' ').filter(path => !path.includes('$'))) {
        assert.ok(existsSync(join(root, source)), source);
        assert.ok(let_through.some(path => source.replace(/\/$/, '') === path || source.startsWith(`${path}/`)), source);
      }
    }
  }
});
