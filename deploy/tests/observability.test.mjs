// Dashboards, alerts and runbooks belong together, and ask only for metrics that the services have.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { alerts, dashboards, files, scoped } from '../observability/make.mjs';
import { projects } from '../pipelines/affected.mjs';
import { YAML, root } from './tools.mjs';

const folder = join(root, 'deploy/observability');

test('dashboards and alerts are made from the list (node deploy/observability/make.mjs)', () => {
  for (const [path, content] of files()) assert.equal(readFileSync(join(folder, path), 'utf8'), content, path);
  const made = [...files().keys()].filter(path => path.includes('dashboards/')).map(path => path.split('/').pop());
  assert.deepEqual(readdirSync(join(folder, 'grafana/dashboards')).sort(), made.sort());
});

test('the alert file is what Prometheus reads', () => {
  const { groups } = YAML.parse(readFileSync(join(folder, 'alerts.yml'), 'utf8'));
  for (const { alert, expr, labels, annotations, for: wait } of groups.flatMap(group => group.rules)) {
    assert.match(alert, /^[A-Z][A-Za-z]+$/);
    assert.match(String(wait), /^\d+[smh]$/);
    assert.ok(['page', 'ticket'].includes(labels.severity), alert);
    assert.ok(expr && annotations.summary && existsSync(join(root, annotations.runbook)), alert);
  }
});

test('runbooks call the API and never the database', () => {
  for (const name of readdirSync(join(root, 'docs/runbooks'))) {
    const lines = readFileSync(join(root, 'docs/runbooks', name), 'utf8').split('\n');
    const sql = lines.filter(line => /\b(SELECT|INSERT INTO|REPLACE INTO|UPDATE \w+|DELETE FROM|TRUNCATE|(ALTER|DROP|CREATE) TABLE)\b|```sql/.test(line));
    assert.deepEqual(sql, [], name);
  }
});

test('runbooks name calls that the services have', () => {
  const services = ['user', 'product', 'cart', 'order', 'payment', 'delivery', 'notification', 'analytics'];
  const plain = path => path.replace(/\{[^}]*\}/g, '{}');
  const known = new Set(services.flatMap(service => {
    const { paths } = JSON.parse(readFileSync(join(root, 'docs/openapi', `${service}.json`), 'utf8'));
    return Object.entries(paths).flatMap(([path, calls]) => Object.keys(calls).map(method => `${method.toUpperCase()} ${plain(path)}`));
  }));
  const wrong = [];
  for (const name of readdirSync(join(root, 'docs/runbooks'))) {
    const text = readFileSync(join(root, 'docs/runbooks', name), 'utf8');
    for (const [, method, path] of text.matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/api\/v1\/[^`?]*)/g)) {
      // Of a service that is not named it is enough that one has it.
      const meant = services.map(service => `${method} ${plain(path.replace(/<\w+>/, service))}`.trim());
      if (!meant.some(call => known.has(call))) wrong.push(`${name}: ${method} ${path}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('every alert has a runbook with its four parts, and every runbook an alert', () => {
  const books = readdirSync(join(root, 'docs/runbooks')).map(name => name.replace(/\.md$/, '')).sort();
  assert.deepEqual([...new Set(alerts.map(alert => alert.runbook))].sort(), books);
  for (const book of books) {
    const parts = [...readFileSync(join(root, 'docs/runbooks', `${book}.md`), 'utf8').matchAll(/^## (.+)$/gm)].map(match => match[1]);
    assert.deepEqual(parts, ['Means', 'Look first', 'Do', 'Never'], book);
  }
});

test('a dashboard shows the namespace, service and pod that are chosen, from the data source that is chosen', () => {
  assert.equal(scoped('histogram_quantile(0.99, sum by (le, service) (rate(a_b_bucket{route!~".*x.*"}[5m]))) / max(c_d)'),
    'histogram_quantile(0.99, sum by (le, service) (rate(a_b_bucket{namespace=~"$namespace",service=~"$service",pod=~"$pod",route!~".*x.*"}[5m]))) / max(c_d{namespace=~"$namespace",service=~"$service",pod=~"$pod"})');
  for (const [path, content] of files()) {
    if (!path.includes('dashboards/')) continue;
    const { panels, templating: { list } } = JSON.parse(content);
    assert.deepEqual(list.map(one => one.name), ['datasource', 'namespace', 'service', 'pod']);
    for (const { title, datasource, targets } of panels) {
      assert.equal(datasource.uid, '${datasource}', title);
      for (const { expr } of targets) assert.equal(count(expr, 'namespace=~"$namespace",service=~"$service",pod=~"$pod"'), names(expr).filter(name => !functions.includes(name)).length, expr);
    }
  }
});

test('a service without any pod is noticed', () => {
  const { expr } = alerts.find(alert => alert.name === 'ServiceDown');
  const services = [...projects().keys()].map(folder => /^src\/(\w+)Service$/.exec(folder)?.[1].toLowerCase()).filter(Boolean);
  assert.deepEqual([...expr.matchAll(/absent\(up\{job="fooddelivery",service="(\w+)"\}\)/g)].map(match => match[1]).sort(), [...services, 'gateway'].sort());
});

test('every metric that is asked for exists', () => {
  const known = knownMetrics();
  const asked = [...dashboards.flatMap(one => one.panels.flatMap(([, , ...queries]) => queries.map(([, expr]) => expr))), ...alerts.map(alert => alert.expr)];
  for (const expr of asked) {
    assert.equal(count(expr, '('), count(expr, ')'), expr);
    for (const name of names(expr).filter(one => !functions.includes(one))) assert.ok(known.has(name), `${name} in ${expr}`);
  }
});

const functions = ['sum', 'rate', 'max', 'and', 'absent', 'histogram_quantile'];

function names(expr) {
  return expr.replace(/"[^"]*"/g, '').replace(/\{[^}]*\}/g, '').replace(/\bby \([^)]*\)/g, '').replace(/\[[^\]]*\]/g, '').match(/[a-z][a-z0-9_]{2,}/g) ?? [];
}

function knownMetrics() {
  // Prometheus' own, and what its exporter for nginx makes of stub_status.
  const known = new Set(['up', 'nginx_up', 'nginx_http_requests_total', ...['active', 'writing', 'accepted', 'handled'].map(kind => `nginx_connections_${kind}`)]);
  const add = (kind, name, unit) => {
    let full = name.replaceAll('.', '_') + ({ s: '_seconds', By: '_bytes' }[unit] ?? '');
    if (kind.endsWith('Histogram')) for (const part of ['_bucket', '_sum', '_count']) known.add(full + part);
    else known.add(/(^|Observable)Counter$/.test(kind) ? `${full}_total` : full);
  };
  for (const path of readdirSync(join(root, 'src'), { recursive: true }).filter(name => name.endsWith('.cs') && !/(^|\/)(bin|obj)\//.test(name))) {
    const text = readFileSync(join(root, 'src', path), 'utf8');
    for (const [, kind, name, unit] of text.matchAll(/\.Create(Counter|UpDownCounter|Histogram|Gauge|ObservableGauge)(?:<\w+>)?\(\s*"([^"]+)"(?:,\s*(?:null|"([^"]*)"))?/g)) add(kind, name, unit);
  }
  // .NET's own, by kind and unit as the runtime makes them (it calls the pool's two numbers counters).
  for (const [kind, name, unit] of [['Histogram', 'http.server.request.duration', 's'], ['UpDownCounter', 'http.server.active_requests'], ['Histogram', 'http.client.request.duration', 's'],
    ['ObservableCounter', 'dotnet.process.cpu.time', 's'], ['ObservableUpDownCounter', 'dotnet.process.memory.working_set', 'By'], ['ObservableCounter', 'dotnet.thread_pool.queue.length'],
    ['ObservableCounter', 'dotnet.thread_pool.thread.count']]) {
    assert.ok(readFileSync(join(root, 'src/BuildingBlocks/Hosting/Metrics.cs'), 'utf8').includes(`"${name}"`), name);
    add(kind, name, unit);
  }
  return known;
}

function count(text, sign) {
  return text.split(sign).length - 1;
}
