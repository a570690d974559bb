// The browser and its driver: packages by exact version into .local/cache, Chromium from the distribution. Without one, why not.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '../..');
const lock = readFileSync(join(here, 'package-lock.json'));
const home = join(root, '.local/cache', `browser-tools-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`);

function install() {
  if (existsSync(home)) return;
  const work = `${home}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(here, file), join(work, file));
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: work, encoding: 'utf8' });
  if (npm.status !== 0) throw new Error(`npm could not install the tools of tests/Browser:\n${npm.stderr}`);
  if (existsSync(home)) rmSync(work, { recursive: true, force: true });
  else renameSync(work, home);
}

function program() {
  const { status, stdout } = spawnSync(join(here, 'chromium.sh'), { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** What tests start with, or { missing: why }. */
export async function browser() {
  const executablePath = program();
  if (!executablePath) return { missing: 'no Chromium here: apt-get install chromium, or name one in FD_CHROMIUM' };
  install();
  const { chromium } = createRequire(join(home, 'package.json'))('playwright-core');
  const axe = readFileSync(join(home, 'node_modules/axe-core/axe.min.js'), 'utf8');
  return { axe, launch: () => chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] }) };
}
