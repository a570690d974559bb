// Makes dashboards and alert rules from the two lists below, so that panels and runbooks cannot fall apart: node deploy/observability/make.mjs
// A test compares what is committed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const { dashboards, alerts } = JSON.parse(readFileSync(join(here, 'what-to-watch.json'), 'utf8'));

// What is chosen above a dashboard. "All" matches what has no such label as well: outside Kubernetes there is neither namespace nor pod.
const labels = ['namespace', 'service', 'pod'];
const chosen = names => names.map(name => `${name}=~"$${name}"`);
const variables = [
  { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', current: {}, hide: 0, refresh: 1 },
  ...labels.map((name, i) => ({
    name, label: name[0].toUpperCase() + name.slice(1), type: 'query', datasource: { type: 'prometheus', uid: '${datasource}' },
    query: { query: `label_values(up{${['job="fooddelivery"', ...chosen(labels.slice(0, i))].join(',')}}, ${name})`, refId: name },
    refresh: 2, sort: 1, multi: true, includeAll: true, allValue: '.*', current: { selected: true, text: ['All'], value: ['$__all'] },
  })),
];

/** The query, asking of every metric only for what is chosen. */
export const scoped = expr => expr.replace(/\bby \([^)]*\)|\[[^\]]*\]|\b([a-z][a-z0-9_]*)\b(?!\s*\()(?:\{([^}]*)\})?/g, (text, metric, matchers) =>
  !metric || ['sum', 'max', 'and', 'or'].includes(metric) ? text : `${metric}{${[...chosen(labels), ...(matchers ? [matchers] : [])].join(',')}}`);

const panel = ([title, unit, ...queries], index) => ({
  id: index + 1, title, type: 'timeseries',
  datasource: { type: 'prometheus', uid: '${datasource}' },
  gridPos: { h: 8, w: 12, x: (index % 2) * 12, y: Math.floor(index / 2) * 8 },
  fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
  targets: queries.map(([legend, expr], n) => ({ refId: String.fromCharCode(65 + n), expr: scoped(expr), legendFormat: legend })),
});

const dashboard = ({ uid, title, panels }) => ({
  uid, title, tags: ['fooddelivery'], timezone: 'browser', refresh: '30s', schemaVersion: 39, version: 1, editable: true,
  time: { from: 'now-3h', to: 'now' }, templating: { list: variables }, annotations: { list: [] }, panels: panels.map(panel),
});

const rule = ({ name, runbook, severity, wait, expr, summary }) => `      - alert: ${name}
        expr: ${JSON.stringify(expr)}
        for: ${wait}
        labels: {severity: ${severity}}
        annotations:
          summary: ${JSON.stringify(summary)}
          runbook: docs/runbooks/${runbook}.md
`;

/** Path below this folder -> content. */
export function files() {
  const made = new Map(dashboards.map(one => [`grafana/dashboards/${one.uid}.json`, `${JSON.stringify(dashboard(one), null, 2)}\n`]));
  const head = '# Made by make.mjs from what-to-watch.json; change it there.\n';
  made.set('alerts.yml', `${head}groups:\n  - name: fooddelivery\n    rules:\n${alerts.map(rule).join('')}`);
  return made;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const [path, content] of files()) {
    mkdirSync(dirname(join(here, path)), { recursive: true });
    writeFileSync(join(here, path), content);
  }
}
