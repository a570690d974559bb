import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { openStream, parseEvents } from './sse.mjs';

async function eventsOf(...chunks) {
  const body = (async function* () { yield* chunks.map(chunk => Buffer.from(chunk)); })();
  return Array.fromAsync ? Array.fromAsync(parseEvents(body)) : collect(parseEvents(body));
}

async function collect(events) {
  const all = [];
  for await (const event of events) all.push(event);
  return all;
}

test('an event has id, name and data', async () => {
  assert.deepEqual(await eventsOf('id: 7\nevent: order.status\ndata: {"a":1}\n\n'), [{ id: '7', event: 'order.status', data: '{"a":1}' }]);
});

test('chunks may end anywhere, even inside a character or between \\r and \\n', async () => {
  const whole = Buffer.from('event: x\r\ndata: Käse\r\ndata: süß\r\n\r\n: heartbeat\r\n\r\nevent: y\r\ndata: 2\r\n\r\n');
  for (let size = 1; size < whole.length; size++) {
    const chunks = [];
    for (let at = 0; at < whole.length; at += size) chunks.push(whole.subarray(at, at + size));
    assert.deepEqual(await eventsOf(...chunks), [{ event: 'x', data: 'Käse\nsüß' }, { event: 'y', data: '2' }], `chunks of ${size}`);
  }
});

test('comments and events without data are not delivered, and an unfinished event is dropped', async () => {
  assert.deepEqual(await eventsOf(': hi\n\nid: 1\n\nretry: 3000\ndata: 1\n\ndata: half'), [{ data: '1' }]);
});

test('a lost connection is opened again after the last event that had an id', async () => {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push([request.headers['last-event-id'], request.headers.authorization]);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const first = asked.length * 10;
    response.write(`event: hello\ndata: {}\n\nid: ${first}\ndata: a\n\ndata: position\n\n`);
    setTimeout(() => response.destroy(), 20);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const stop = new AbortController();
  const stream = openStream(`http://127.0.0.1:${server.address().port}/`, 'abc', {
    signal: stop.signal,
    onEvent: event => { if (event.id === '20') stop.abort(); },
  });
  await stream.ended;
  server.closeAllConnections();
  server.close();
  assert.deepEqual(asked, [[undefined, 'Bearer abc'], ['10', 'Bearer abc']]);
});
