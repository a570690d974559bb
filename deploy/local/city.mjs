// The city in motion on the command line: node city.mjs <gateway> [orders a minute] [minutes]. See src/Web/city.
import { runCity } from '../../src/Web/city/city.js';

const [gateway = 'http://localhost:8080', perMinute = '6', minutes = '10'] = process.argv.slice(2);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());

let last = '';
const { placed, ended } = await runCity({
  base: gateway, perMinute: Number(perMinute), minutes: Number(minutes), signal: stop.signal,
  report: state => {
    const line = `${state.people} people are here, ${state.placed} ordered, ${state.ended} at their end`;
    if (line !== last) console.log(`  ${new Date().toISOString().slice(11, 19)}  ${line}`);
    last = line;
  },
});
console.log(`The city sleeps again: ${placed} orders, ${ended} at their end.`);
process.exit(0);
