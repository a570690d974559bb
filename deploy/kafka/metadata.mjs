// Asks a broker for its metadata (Kafka protocol, request 3 version 0, spoken by every broker up to 3.x) and succeeds when the
// broker is registered and every partition it knows has a leader. Usage: node metadata.mjs <port> [topic…]
// Topics given must exist; without them any set will do.
import { connect } from 'node:net';

const [port, ...wanted] = process.argv.slice(2);
const end = (code, text) => { console.log(text); process.exit(code); };

const request = Buffer.from([0, 0, 0, 16, 0, 3, 0, 0, 0, 0, 0, 1, 0, 2, 0x66, 0x64, 0, 0, 0, 0]);
const socket = connect({ host: '127.0.0.1', port: Number(port) }, () => socket.write(request));
socket.setTimeout(3000, () => end(1, 'no answer within 3 s'));
socket.on('error', error => end(1, error.message));
socket.on('close', () => end(1, 'the broker closed the connection'));

let received = Buffer.alloc(0);
socket.on('data', chunk => {
  received = Buffer.concat([received, chunk]);
  if (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) judge(read(received));
});

function read(buffer) {
  let at = 8;
  const int16 = () => buffer.readInt16BE((at += 2) - 2);
  const int32 = () => buffer.readInt32BE((at += 4) - 4);
  const text = () => { const length = int16(); return buffer.toString('utf8', at, at += Math.max(length, 0)); };
  const list = item => Array.from({ length: int32() }, item);
  const brokers = list(() => ({ id: int32(), host: text(), port: int32() }));
  const topics = list(() => ({
    error: int16(),
    name: text(),
    partitions: list(() => ({ error: int16(), id: int32(), leader: int32(), replicas: list(int32), inSync: list(int32) })),
  }));
  return { brokers, topics };
}

function judge({ brokers, topics }) {
  if (brokers.length === 0) end(1, 'no broker is registered');
  const headless = topics.filter(topic => topic.partitions.some(partition => partition.leader < 0)).map(topic => topic.name);
  if (headless.length > 0) end(1, `without leader: ${headless.join(' ')}`);
  const known = new Set(topics.map(topic => topic.name));
  const missing = wanted.filter(name => !known.has(name));
  if (missing.length > 0) end(1, `missing: ${missing.join(' ')}`);
  end(0, `${topics.length} topics`);
}
