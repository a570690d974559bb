// Asks a broker for its metadata (Kafka protocol, request 3 version 0, spoken by every broker up to 3.x) and succeeds when the
// broker is registered and every partition it knows has a leader. Usage: node metadata.mjs <port> [topic…]
// Topics given must exist; without them any set will do. KAFKA_ADMIN is the admin's password at a broker that asks for it.
import { connect } from 'node:net';

const [port, ...wanted] = process.argv.slice(2);
const end = (code, text) => { console.log(text); process.exit(code); };

// Each request begins with its kind, its version, a number that the answer repeats, and the client's name.
const ask = (kind, version, body) => {
  const head = Buffer.from([0, kind, 0, version, 0, 0, 0, 1, 0, 2, 0x66, 0x64]);
  const length = Buffer.alloc(4);
  length.writeInt32BE(head.length + body.length);
  return Buffer.concat([length, head, body]);
};
const metadata = ask(3, 0, Buffer.alloc(4));

// A broker that asks who is there (RFC 4616): first the mechanism, then name and password. The old one does not ask.
const requests = [metadata];
if (process.env.KAFKA_ADMIN) {
  const words = Buffer.from(`\0admin\0${process.env.KAFKA_ADMIN}`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(words.length);
  requests.unshift(ask(17, 1, Buffer.from('\0\x05PLAIN', 'latin1')), ask(36, 0, Buffer.concat([length, words])));
}

const socket = connect({ host: '127.0.0.1', port: Number(port) }, () => socket.write(requests.shift()));
socket.setTimeout(3000, () => end(1, 'no answer within 3 s'));
socket.on('error', error => end(1, error.message));
socket.on('close', () => end(1, 'the broker closed the connection'));

let received = Buffer.alloc(0);
socket.on('data', chunk => {
  received = Buffer.concat([received, chunk]);
  if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
  if (requests.length === 0) judge(read(received));
  if (received.readInt16BE(8) !== 0) end(1, 'the broker refuses the password');
  received = Buffer.alloc(0);
  socket.write(requests.shift());
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
