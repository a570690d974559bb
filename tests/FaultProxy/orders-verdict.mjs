// What a run of orders with lost replies may report, and nothing else: orders-verdict.mjs <report of tests/Load>
import { readFileSync } from 'node:fs';

// People repeat what got no answer, so hardly anybody should meet anything. A kitchen whose reply was lost sees on its stream that it was heard and
// goes on, and the repeat of the step before comes too late.
const harmless = [/^POST \/api\/v1\/orders\/\{id\}\/(accept|start|ready) → 409 order_state_conflict$/];

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const unfinished = report.figures.verdict['orders not finished after the drain'].count;
const errors = report.errors.filter(error => !harmless.some(kind => kind.test(error.kind)));
if (unfinished > 0) console.log(`${unfinished} orders were not finished`);
for (const { kind, count, first } of errors) console.log(`${count} × ${kind}\n    ${first}`);
process.exit(unfinished === 0 && errors.length === 0 ? 0 : 1);
