// What a run of orders with lost replies may report, and nothing else: orders-verdict.mjs <report of tests/Load>
import { readFileSync } from 'node:fs';

// People repeat what got no answer, so nobody should meet anything.
const harmless = [];

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const unfinished = report.figures.verdict['orders not finished after the drain'].count;
const errors = report.errors.filter(error => !harmless.some(kind => kind.test(error.kind)));
if (unfinished > 0) console.log(`${unfinished} orders were not finished`);
for (const { kind, count, first } of errors) console.log(`${count} × ${kind}\n    ${first}`);
process.exit(unfinished === 0 && errors.length === 0 ? 0 : 1);
