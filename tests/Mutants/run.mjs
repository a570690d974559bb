// Runs mutants in a copy of the tree: see run.sh.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mutants } from './mutants.mjs';

const compiler = `fd-mutants-${process.pid}`;
const testLimit = 240_000; // a mutant that hangs the tests, twice, is caught too

if (process.argv[2] === '--list') {
  for (const m of mutants) console.log(`${m.name.padEnd(34)} ${m.why}`);
  process.exit(0);
}
const [repository, ...words] = process.argv.slice(2);
const trusted = words.includes('--trust'); // the tests are known to pass
const names = words.filter(word => word !== '--trust');
const tree = join(repository, '.local/mutants/tree');
const logs = join(repository, '.local/mutants/logs');
const chosen = names.length === 0 ? mutants : names.map(name => mutants.find(m => m.name === name) ?? fail(`There is no mutant ${name}.`));
mkdirSync(logs, { recursive: true });
copyTree();

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130)); // the file is restored on the way out
process.on('exit', () => spawnSync('pkill', ['-f', '--', `-pipename:${compiler}`]));

for (const m of chosen) {
  const count = readFileSync(join(tree, m.file), 'utf8').split(m.find).length - 1;
  if (count !== 1) fail(`${m.name}: its text occurs ${count} times in ${m.file}; it must name one place.`);
}

// What fails as things are says nothing of a mutant: it does not count.
const unreliable = new Set();
const projects = [...new Set(chosen.map(m => m.project))];
for (const project of projects) {
  const tests = testsOf(project);
  if (!build(`tests/${project}`, `${project}.build`)) fail(`${project} does not build unchanged; see ${logs}/${project}.build.build.log`);
  if (trusted) continue;
  const result = test(project, tests, `${project}.unchanged`);
  if (result !== 'passed' && result !== 'failed') fail(`${project} (${tests.join(', ')}) ${result} unchanged; see ${logs}/${project}.unchanged.log`);
  const failures = failed(`${project}.unchanged`);
  for (const name of failures) unreliable.add(name);
  console.log(`${project}: ${tests.join(', ')} ${failures.length === 0 ? 'pass unchanged' : `fail unchanged in ${failures.join(', ')}, which does not count`}`);
}

const caught = [];
const hung = [];
let sound = true;
for (const project of projects) {
  for (const m of chosen.filter(mutant => mutant.project === project)) judge(m);
  // A machine that has fallen ill meanwhile fails every test: what was caught on it was not.
  const ill = ailing(project);
  if (ill) console.log(`${project}: unchanged once more, ${ill}; see ${logs}/${project}.again.log`);
  sound &&= !ill;
}
console.log(`${caught.length} of ${chosen.length} caught${hung.length === 0 ? '' : `, ${hung.length} of them because the tests hung twice: ${hung.join(', ')}`}`);
if (!sound) console.log('The tests did not pass unchanged at the end: nothing of this counts.');
process.exit(sound && caught.length === chosen.length ? 0 : 1);

function judge(m) {
  const path = join(tree, m.file);
  const original = readFileSync(path, 'utf8');
  const source = m.file.split('/')[1];
  const used = join(tree, `tests/${m.project}/bin/Release/net10.0/${source}.dll`);
  const kept = join(logs, 'unchanged.dll');
  copyFileSync(used, kept);
  const began = Date.now();
  let result;
  try {
    writeFileSync(path, original.replace(m.find, () => m.replace));
    // Only the changed assembly is built and exchanged beside the tests: nothing else depends on what a mutant changes.
    if (build(`src/${source}`, m.name, '--no-restore', '-p:BuildProjectReferences=false')) {
      copyFileSync(join(tree, `src/${source}/bin/Release/net10.0/${source}.dll`), used);
      result = test(m.project, m.tests, m.name);
      // Once may be the machine.
      if (result === 'hung') result = test(m.project, m.tests, m.name);
    } else {
      result = 'DOES NOT BUILD';
    }
  } finally {
    writeFileSync(path, original);
    copyFileSync(kept, used);
  }
  if (result === 'failed' && failed(m.name).length === 0) result = 'passed';
  const text = { failed: 'caught', hung: 'caught (hung)', passed: 'SURVIVED' }[result] ?? result;
  if (text.startsWith('caught')) caught.push(m.name);
  if (result === 'hung') hung.push(m.name);
  console.log(`${text.padEnd(15)} ${m.name.padEnd(34)} ${((Date.now() - began) / 1000).toFixed(0).padStart(3)} s  ${text.startsWith('caught') ? failed(m.name)[0] ?? '' : m.why}`);
}

// What is wrong with a project's tests when nothing is mutated, nothing when they pass.
function ailing(project) {
  const log = `${project}.again`;
  const result = test(project, testsOf(project), log);
  if (result === 'passed') return '';
  const failures = result === 'failed' ? failed(log) : [];
  return result === 'failed' && failures.length === 0 ? '' : `${result} ${failures.join(', ')}`.trim();
}

function testsOf(project) {
  return [...new Set(chosen.filter(m => m.project === project).flatMap(m => m.tests))];
}

// Only what differs is written, so that the builds of the last run still count.
function copyTree() {
  const list = join(repository, '.local/mutants/files.json');
  const files = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: repository, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .stdout.split('\0').filter(file => file !== '' && statSync(join(repository, file), { throwIfNoEntry: false })?.isFile()); // a link to a folder is none: its files have their own place
  const before = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  for (const gone of before.filter(file => !files.includes(file))) rmSync(join(tree, gone), { force: true });
  for (const file of files) {
    const [from, to] = [join(repository, file), join(tree, file)];
    const content = readFileSync(from);
    if (existsSync(to) && readFileSync(to).equals(content)) continue;
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, content);
  }
  writeFileSync(list, JSON.stringify(files));
}

function build(project, log, ...more) {
  // A mutant may break the house style; only the compiler and the tests judge it. One compiler process serves all builds of this run.
  return run(log + '.build', ['build', project, '-c', 'Release', '--nologo', '-v', 'q', '-clp:NoSummary', '-nodeReuse:false',
    '-p:RunAnalyzers=false', '-p:TreatWarningsAsErrors=false', '-p:UseSharedCompilation=true', `-p:SharedCompilationId=${compiler}`, ...more], 600_000) === 'passed';
}

function test(project, classes, log) {
  const filter = classes.map(name => `FullyQualifiedName~.${name}.`).join('|');
  return run(log, ['test', `tests/${project}/bin/Release/net10.0/${project}.dll`, '--nologo', '--filter', filter], testLimit);
}

function run(log, args, limit) {
  const result = spawnSync('dotnet', args, { cwd: tree, encoding: 'utf8', timeout: limit, killSignal: 'SIGKILL', detached: true, maxBuffer: 64 * 1024 * 1024 });
  writeFileSync(join(logs, `${log}.log`), `${result.stdout}${result.stderr}`);
  if (result.error?.code === 'ETIMEDOUT') {
    try {
      process.kill(-result.pid, 'SIGKILL'); // the test host is a child of its own
    } catch (e) {
      if (e.code !== 'ESRCH') throw e;
    }
    return 'hung';
  }
  if (args[0] === 'test' && !/Failed:\s+\d+|Passed!|Passed:\s+\d+/.test(result.stdout)) return 'RAN NO TEST';
  return result.status === 0 ? 'passed' : 'failed';
}

// The tests that failed, without those that fail anyway.
function failed(log) {
  const lines = readFileSync(join(logs, `${log}.log`), 'utf8').matchAll(/^\s+Failed (\S+)/gm);
  return [...new Set([...lines].map(line => line[1].split('(')[0].split('.').slice(-2).join('.')))].filter(name => !unreliable.has(name));
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
