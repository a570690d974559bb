// Reads through the gateway for a while, steadily, and counts: read-load.mjs <gateway> <seconds> [requests a second]. Ends with 1 when a read
// failed or was answered with 5xx.
const [gateway, seconds, rate = '20'] = process.argv.slice(2);
const paths = ['/api/v1/restaurants?limit=5', '/.well-known/jwks.json'];
const counts = {};
const pending = new Set();
const until = Date.now() + Number(seconds) * 1000;

async function read(path) {
  try {
    const answer = await fetch(gateway + path, { signal: AbortSignal.timeout(15_000) });
    await answer.arrayBuffer();
    return String(answer.status);
  } catch (error) {
    return error.cause?.code ?? error.name;
  }
}

for (let i = 0; Date.now() < until; i++) {
  const one = read(paths[i % paths.length]).then(outcome => {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    pending.delete(one);
  });
  pending.add(one);
  await new Promise(done => setTimeout(done, 1000 / Number(rate)));
}
await Promise.all(pending);
console.log(counts);
process.exit(Object.keys(counts).every(outcome => /^[234]/.test(outcome)) ? 0 : 1);
