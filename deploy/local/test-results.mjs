// Reads what a test project left behind and says how it went.
//   node test-results.mjs project <name> <folder> <exit code> <seconds>   one line, failures below it; writes <folder>/counts.json
//   node test-results.mjs sum <folder of folders>                         "N passed, N failed, N skipped"; exit code 1 unless all is well
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [mode, ...rest] = process.argv.slice(2);
if (mode === 'project') reportProject(...rest);
else reportSum(...rest);

function reportProject(name, folder, exitCode, seconds) {
  const output = readFileSync(join(folder, 'output.log'), 'utf8');
  const trx = join(folder, 'result.trx');
  const results = existsSync(trx) ? fromTrx(readFileSync(trx, 'utf8')) : fromTap(output);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome]++;
  const broken = whyBroken(counts, Number(exitCode));
  // A project that did not run to its end counts as one failure, so that the sum can never look better than the run was.
  if (broken && counts.failed === 0) counts.failed = 1;
  writeFileSync(join(folder, 'counts.json'), JSON.stringify(counts));

  const lines = [`  ${counts.failed ? 'FAILED' : 'passed'}  ${name.padEnd(26)} ${words(counts)} in ${seconds} s`];
  for (const { name: test, message } of results.filter(result => result.outcome === 'failed')) {
    lines.push(`          ✗ ${test}`, ...indent(message, 14));
  }
  if (broken) lines.push(`          ✗ ${broken}`, ...indent(lastWords(output), 14), `          output: ${folder}/output.log`);
  console.log(lines.join('\n'));
}

function whyBroken({ passed, failed, skipped }, exitCode) {
  if (exitCode === 124 || exitCode === 137) return 'it did not end in time and was stopped';
  if (passed + failed + skipped === 0) return `no test ran (exit code ${exitCode})`;
  if (exitCode !== 0 && failed === 0) return `every test passed, but the run ended with exit code ${exitCode}`;
  return undefined;
}

function lastWords(output) {
  return output.split('\n').filter(line => line.trim() !== '' && !/^\s+at /.test(line)).slice(-12).join('\n');
}

function fromTrx(xml) {
  const outcomes = { Passed: 'passed', NotExecuted: 'skipped' };
  const results = [];
  for (const [, attributes, body = ''] of xml.matchAll(/<UnitTestResult ([^>]*?)(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g)) {
    const attribute = key => decode(new RegExp(`\\b${key}="([^"]*)"`).exec(attributes)?.[1] ?? '');
    const element = key => decode(new RegExp(`<${key}>([\\s\\S]*?)</${key}>`).exec(body)?.[1] ?? '');
    const stack = element('StackTrace').split('\n').slice(0, 4).join('\n');
    results.push({ name: attribute('testName'), outcome: outcomes[attribute('outcome')] ?? 'failed', message: `${element('Message')}\n${stack}` });
  }
  return results;
}

function fromTap(text) {
  const results = [];
  for (const [, not, name, directive] of text.matchAll(/^(not )?ok \d+ - (.*?)( # SKIP.*)?$/gm)) {
    results.push({ name, outcome: directive ? 'skipped' : not ? 'failed' : 'passed', message: '' });
  }
  return results;
}

function reportSum(root) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const folder of readdirSync(root)) {
    const counts = JSON.parse(readFileSync(join(root, folder, 'counts.json'), 'utf8'));
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  console.log(words(sum));
  process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

function words({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function indent(text, width) {
  return text.split('\n').filter(line => line.trim() !== '').slice(0, 25).map(line => ' '.repeat(width) + line.trimEnd().slice(0, 300));
}

function decode(text) {
  const named = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : decimal ? String.fromCodePoint(Number(decimal)) : named[name] ?? whole);
}
