// The workflow files without a runner: they parse, keep the rules, and call scripts that exist. And which jobs a change starts.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { affected, projects } from '../pipelines/affected.mjs';
import { edges, services } from './cluster/kube.mjs';
import { YAML, root } from './tools.mjs';

const folder = join(root, '.github/workflows');
// The first major version of each action that runs on Node 24; a composite action runs on none.
const node24 = { 'actions/checkout': 5, 'actions/setup-dotnet': 5, 'actions/setup-node': 5, 'actions/cache': 5, 'actions/upload-artifact': 6, 'actions/download-artifact': 7,
  'docker/setup-buildx-action': 4, 'sigstore/cosign-installer': 1 };
const versions = new Map(readdirSync(folder).flatMap(file => [...readFileSync(join(folder, file), 'utf8').matchAll(/uses: *(\S+) +(# v\S+)/g)].map(match => [match[1], match[2]])));
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
  'no action runs on a Node that gets no more fixes': flow => steps(flow).filter(({ uses }) => uses && !(Number(/# v(\d+)/.exec(versions.get(uses) ?? '')?.[1]) >= (node24[uses.split('@')[0]] ?? Infinity))).map(step => step.uses),
  'what publishes is built from nothing that an earlier run left': flow => triggers(flow)?.push?.tags ? steps(flow).filter(({ uses, with: given }) =>
    uses?.startsWith('actions/cache@') || uses?.startsWith('actions/setup-node@') && given?.['package-manager-cache'] !== false).map(step => step.uses) : [],
  'what is handed on from a hidden folder is said to be': flow => steps(flow).filter(({ uses, with: given }) => uses?.startsWith('actions/upload-artifact@') && /(^|\/)\./.test(given.path) && given['include-hidden-files'] !== true).map(step => step.with.path),
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
  'no action runs on a Node that gets no more fixes': 'jobs: {a: {steps: [{uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020}]}}',
  'what publishes is built from nothing that an earlier run left': 'on: {push: {tags: [v1]}}\njobs: {a: {steps: [{uses: actions/setup-node@6044e13b5dc448c55e2357c09f80417699197238, with: {node-version: 24}}]}}',
  'what is handed on from a hidden folder is said to be': 'jobs: {a: {steps: [{uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f, with: {path: .local/x}}]}}',
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

test('the solution and the images are built in one job each, and the others are handed them', () => {
  const { jobs } = read(readFileSync(join(folder, 'ci.yml'), 'utf8'));
  const makers = what => Object.entries(jobs).filter(([, job]) => job.steps.some(step => step.uses?.startsWith('actions/upload-artifact@') && step.with.name === what)).map(([name]) => name);
  const takers = what => Object.entries(jobs).filter(([, job]) => job.steps.some(step => step.uses?.startsWith('actions/download-artifact@') && step.with.name === what)).map(([name]) => name);
  assert.deepEqual([makers('build'), takers('build')], [['build'], ['test', 'contracts']]);
  assert.deepEqual([makers('images'), takers('images')], [['images'], ['compose', 'cluster']]);
  for (const name of ['compose', 'cluster']) assert.equal(jobs[name].steps.find(step => step.run?.endsWith(`${name}.sh`)).env.BUILD, 'no');
});

test('a build that was handed on is taken for the build of the same sources, whatever the times of the files', t => {
  const path = mkdtempSync(join(tmpdir(), 'fd-hand-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  const write = (file, content, mode) => (mkdirSync(dirname(join(path, file)), { recursive: true }), writeFileSync(join(path, file), content, { mode }));
  for (const part of ['local', 'pipelines']) cpSync(join(root, 'deploy', part), join(path, 'deploy', part), { recursive: true });
  for (const file of ['src/X/X.cs', 'tests/X.Tests/T.cs', 'Directory.Build.props', 'Directory.Build.targets', 'Directory.Packages.props']) write(file, file);
  write('bin/dotnet', `#!/bin/sh\necho built >>${path}/log\nmkdir -p ${path}/src/X/bin/Release ${path}/src/X/bin/Debug ${path}/src/X/obj\ntouch ${path}/src/X/bin/Release/X.dll ${path}/src/X/bin/Debug/X.dll ${path}/src/X/obj/project.assets.json ${path}/src/X/obj/X.pdb\n`, 0o755);
  const run = (...words) => execFileSync('bash', [join(path, 'deploy/pipelines/hand.sh'), ...words], { encoding: 'utf8', env: { ...process.env, PATH: `${join(path, 'bin')}:${process.env.PATH}` } });

  assert.match(run('build', 'unpack'), /No build was handed on/);
  run('build', 'pack');
  rmSync(join(path, 'src/X/bin'), { recursive: true });
  rmSync(join(path, 'src/X/obj'), { recursive: true });
  rmSync(join(path, '.local/solution.built'));
  utimesSync(join(path, 'src/X/X.cs'), new Date(), new Date());
  run('build', 'unpack');
  assert.deepEqual(['bin/Release/X.dll', 'bin/Debug', 'obj/project.assets.json', 'obj/X.pdb'].map(file => existsSync(join(path, 'src/X', file))), [true, false, true, false]);
  // Packing asks for the build again: it is there.
  run('build', 'pack');
  assert.equal(readFileSync(join(path, 'log'), 'utf8'), 'built\n');
  write('src/X/X.cs', 'changed');
  run('build', 'pack');
  assert.equal(readFileSync(join(path, 'log'), 'utf8'), 'built\nbuilt\n');
});

test('a release promotes what was tried: it builds once, and signs images and charts by digest', t => {
  const path = mkdtempSync(join(tmpdir(), 'fd-promote-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  mkdirSync(join(path, 'bin'));
  mkdirSync(join(path, '.local/digests'), { recursive: true });
  cpSync(join(root, 'deploy/pipelines'), join(path, 'deploy/pipelines'), { recursive: true });
  writeFileSync(join(path, 'deploy/pipelines/package.sh'), 'mkdir -p "$3" && touch "$3/order-$2.tgz"\n');
  writeFileSync(join(path, 'deploy/pipelines/compose.sh'), `echo "compose BUILD=$BUILD" >>${path}/log\n`);
  const digest = `sha256:${'a'.repeat(64)}`;
  for (const name of ['docker', 'helm', 'cosign', 'git']) {
    writeFileSync(join(path, 'bin', name), `#!/bin/sh\necho "${name} $*" >>${path}/log\ncase "$*" in push*) echo "Digest: ${digest}" ;; rev-parse*) echo abc ;; esac\n`
      + (name === 'docker' ? 'while [ $# -gt 0 ]; do if [ "$1" = --metadata-file ]; then echo \'"containerimage.digest": "' + digest + '"\' >"$2"; fi; shift; done\n' : ''), { mode: 0o755 });
  }
  execFileSync('bash', [join(path, 'deploy/pipelines/release.sh'), 'r.example/shop', '1.2.3'], { env: { ...process.env, SIGN: '1', PATH: `${join(path, 'bin')}:${process.env.PATH}` }, stdio: 'ignore' });
  const log = readFileSync(join(path, 'log'), 'utf8').trim().split('\n');
  const at = pattern => log.flatMap((line, i) => pattern.test(line) ? [i] : []);
  const [built, pulled, tried, named, signed] = [/^docker buildx build .*:candidate-abc \.$/, /^docker pull .*@sha256:a+$/, /^compose BUILD=no$/, /^docker buildx imagetools create --tag r\.example\/shop\/fooddelivery\/\w+:1\.2\.3 .*@sha256:a+$/, /^cosign sign --yes .*@sha256:a+$/].map(at);
  assert.deepEqual([built, pulled, tried, named, signed].map(lines => lines.length), [10, 10, 1, 10, 11]);
  assert.ok(Math.max(...built) < pulled[0] && Math.max(...pulled) < tried[0] && tried[0] < named[0]);
  assert.ok(signed[9] < named[0], "every image is signed before the first has the name");
  assert.ok(log.includes(`cosign sign --yes r.example/shop/charts/order@${digest}`));
});

test('somebody keeps the pins', () => {
  const { updates } = read(readFileSync(join(root, '.github/dependabot.yml'), 'utf8'));
  assert.deepEqual(updates.map(one => one['package-ecosystem']).sort(), ['docker', 'docker-compose', 'github-actions', 'npm', 'nuget']);
  for (const { directory } of updates) assert.ok(existsSync(join(root, directory)), directory);
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
    assert.equal(tests.length, [...projects().keys()].filter(name => name.endsWith('.Tests')).length + ['Scripts', 'Fallback', 'Browser'].length);
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
  assert.deepEqual({ tests, images }, { tests: ['Browser', 'EndToEnd.Tests', 'Gateway.Tests'], images: ['gateway'] });
});

test('the cluster tests know every service', () => {
  const names = [...projects().keys()].map(folder => /^src\/(\w+)Service$/.exec(folder)?.[1].toLowerCase()).filter(Boolean);
  assert.deepEqual([...services].sort(), names.sort());
  assert.deepEqual(Object.keys(edges).sort(), [...names, 'gateway', 'simulator'].sort());
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
