// The workflow files without a runner: they parse, keep the rules, and call scripts that exist. And which jobs a change starts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { affected, projects } from '../pipelines/affected.mjs';
import { YAML, root } from './tools.mjs';

const folder = join(root, '.github/workflows');
const rules = {
  'rights are read-only by default': flow => JSON.stringify(flow.permissions) !== '{"contents":"read"}' && ['the workflow asks for more than reading'],
  'no job writes to the code': flow => jobs(flow).filter(([, job]) => job.permissions?.contents === 'write' || job.permissions === 'write-all').map(([name]) => name),
  'actions are pinned by commit, with the version beside': (flow, text) => [...text.matchAll(/uses: *(\S+)(.*)/g)]
    .filter(([, action, comment]) => !action.startsWith('./') && !(/@[0-9a-f]{40}$/.test(action) && /# v\d+\.\d+\.\d+/.test(comment))).map(([, action]) => action),
  'checkouts keep no token': flow => steps(flow).filter(step => step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false).map(step => step.uses),
  'every job has a time limit': flow => jobs(flow).filter(([, job]) => !(job['timeout-minutes'] > 0)).map(([name]) => name),
  'nothing from outside is put into a script': flow => steps(flow).filter(step => step.run?.includes('${{')).map(step => step.run),
  'no run of a stranger\'s code with our rights': flow => 'pull_request_target' in triggers(flow) && ['pull_request_target'],
  'needs name jobs': flow => jobs(flow).flatMap(([, job]) => [job.needs ?? []].flat()).filter(name => !flow.jobs[name]),
  'runners have a version': flow => jobs(flow).filter(([, job]) => !/-\d/.test(job['runs-on'])).map(([name]) => name),
  'a step is a script of this repository, or a line': flow => steps(flow).filter(step => step.run?.trim().includes('\n')).map(step => step.run),
  'scripts exist': flow => steps(flow).flatMap(step => [...(step.run ?? '').matchAll(/(?:bash|node) ((?:deploy|\.ci)\/\S+)/g)].map(match => match[1])).filter(path => !existsSync(join(root, path))),
};
const samples = {
  'rights are read-only by default': 'permissions: write-all',
  'no job writes to the code': 'jobs: {a: {permissions: {contents: write}}}',
  'actions are pinned by commit, with the version beside': 'jobs: {a: {steps: [{uses: actions/checkout@v5}]}}',
  'checkouts keep no token': 'jobs: {a: {steps: [{uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8}]}}',
  'every job has a time limit': 'jobs: {a: {steps: []}}',
  'nothing from outside is put into a script': 'jobs: {a: {steps: [{run: "echo ${{ github.event.pull_request.title }}"}]}}',
  'no run of a stranger\'s code with our rights': 'on: {pull_request_target: {}}',
  'needs name jobs': 'jobs: {a: {needs: b}}',
  'runners have a version': 'jobs: {a: {runs-on: ubuntu-latest}}',
  'a step is a script of this repository, or a line': 'jobs: {a: {steps: [{run: "one\\ntwo"}]}}',
  'scripts exist': 'jobs: {a: {steps: [{run: bash deploy/pipelines/nothing.sh}]}}',
};

for (const file of readdirSync(folder)) {
  const text = readFileSync(join(folder, file), 'utf8');
  for (const [rule, check] of Object.entries(rules)) {
    test(`${file}: ${rule}`, () => assert.deepEqual(check(read(text), text) || [], []));
  }
}

for (const [rule, check] of Object.entries(rules)) {
  test(`the rule notices: ${rule}`, () => assert.notDeepEqual(check(read(samples[rule]), samples[rule]) || [], []));
}

test('the gate needs every job', () => {
  const { gate, ...others } = read(readFileSync(join(folder, 'ci.yml'), 'utf8')).jobs;
  assert.deepEqual([...gate.needs].sort(), Object.keys(others).sort());
  assert.equal(gate.if, 'always()');
});

test('a change of one service starts its own tests, the whole stories, and its image', () => {
  const { tests, images, charts } = affected(['src/OrderService/Data/OrderStore.cs']);
  assert.deepEqual({ tests, images, charts }, { tests: ['EndToEnd.Tests', 'OrderService.Tests'], images: ['order'], charts: false });
});

test('a change of shared code starts everything that refers to it', () => {
  const { tests, images } = affected(['src/Contracts/Money.cs']);
  assert.equal(images.length, 8);
  for (const name of ['BuildingBlocks.Tests', 'CartService.Tests', 'Contracts.Tests', 'EndToEnd.Tests']) assert.ok(tests.includes(name), name);
  assert.ok(!tests.includes('PaymentSimulator.Tests'));
});

test('a change of the build or without a base starts all', () => {
  for (const changed of [null, ['Directory.Packages.props']]) {
    const { tests, images, charts } = affected(changed);
    assert.equal(tests.length, [...projects().keys()].filter(name => name.endsWith('.Tests')).length + ['Scripts', 'Fallback'].length);
    assert.equal(images.length, 10);
    assert.equal(charts, true);
  }
});

test('a change of a published document starts the tests that compare it with the code', () => {
  for (const name of readdirSync(join(root, 'docs/openapi')).map(file => file.replace('.json', ''))) {
    const { tests } = affected([`docs/openapi/${name}.json`]);
    const own = `${name[0].toUpperCase()}${name.slice(1)}Service.Tests`;
    assert.ok(projects().has(`tests/${own}`) && tests.includes(own), name);
  }
  assert.deepEqual(affected(['docs/asyncapi.yaml']).tests, ['Contracts.Tests']);
});

test('a change of words starts nothing', () => assert.deepEqual(affected(['README.md', 'docs/operations.md', 'src/OrderService/README.md']), { tests: [], images: [], charts: false }));

test('a change of the gateway starts its tests and its image', () => {
  const { tests, images } = affected(['nginx/templates/routes.conf.template']);
  assert.deepEqual({ tests, images }, { tests: ['EndToEnd.Tests', 'Gateway.Tests'], images: ['gateway'] });
});

const demo = (path, answer) => path.endsWith('/login') ? [200, { accessToken: 't' }] : path === '/api/v1/orders?limit=1' ? [200, { items: [{ id: 'o1' }] }] : answer(path);
for (const [what, answer, code] of [
  ['answers', () => [200, {}], 0],
  ['an order that is not found', path => [path.startsWith('/api/v1/orders') ? 404 : 200, {}], 1],
  ['requests that are refused', () => [429, {}], 1],
]) {
  test(`the load of the cluster test reads all eight services until it is stopped: ${what}`, async t => {
    const seen = new Set();
    const server = createServer((request, response) => {
      seen.add(request.url.split(/[/?]/)[3] ?? 'jwks');
      const [status, body] = demo(request.url, answer);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    t.after(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const load = spawn(process.execPath, [join(root, 'deploy/pipelines/read-load.mjs'), `http://127.0.0.1:${server.address().port}`, '200'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(load, 'exit');
    await once(load.stdout, 'data');
    await new Promise(done => setTimeout(done, 500));
    load.kill('SIGTERM');
    assert.deepEqual(await ended, [code, null]);
    for (const part of ['jwks', 'users', 'restaurants', 'cart', 'orders', 'payments', 'deliveries', 'notifications', 'analytics']) {
      assert.ok([...seen].some(path => path.startsWith(part)), `${part} among ${[...seen]}`);
    }
  });
}

test('the cluster test restarts every service', () => {
  const script = readFileSync(join(root, 'deploy/pipelines/kind.sh'), 'utf8');
  const names = [...projects().keys()].map(folder => /^src\/(\w+)Service$/.exec(folder)?.[1].toLowerCase()).filter(Boolean);
  assert.deepEqual(script.match(/^services=\((.+)\)$/m)[1].split(' ').sort(), names.sort());
  assert.match(script, /for service in "\$\{services\[@\]\}"; do\n.*rollout restart/);
});

function read(text) {
  const document = YAML.parseDocument(text);
  assert.deepEqual(document.errors, []);
  return document.toJSON();
}

function jobs(flow) {
  return Object.entries(flow.jobs ?? {});
}

function steps(flow) {
  return jobs(flow).flatMap(([, job]) => job.steps ?? []);
}

function triggers(flow) {
  return typeof flow.on === 'object' && flow.on ? flow.on : { [flow.on]: null };
}
