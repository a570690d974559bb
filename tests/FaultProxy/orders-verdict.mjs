// Whether everybody saw his orders through, without an error: people repeat what got no answer. orders-verdict.mjs <report of tests/Load>
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const unfinished = report.figures.verdict['orders not finished after the drain'].count;
if (unfinished > 0) console.log(`${unfinished} orders were not finished`);
for (const { kind, count, first } of report.errors) console.log(`${count} × ${kind}\n    ${first}`);
process.exit(unfinished === 0 && report.errors.length === 0 ? 0 : 1);
