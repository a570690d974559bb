// Turns the bytes of a stream of server-sent events into { id, event, data }. Lines end in \n, \r\n or \r; chunks may end anywhere.

/** @typedef {{ id?: string, event?: string, data?: string }} ServerEvent */

/** @param {AsyncIterable<Uint8Array>} body @returns {AsyncGenerator<ServerEvent>} */
export async function* parseEvents(body) {
  const decoder = new TextDecoder();
  let rest = '';
  /** @type {ServerEvent} */
  let event = {};
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (event.data !== undefined) yield event;
        event = {};
      } else if (!line.startsWith(':')) {
        const [, name, value = ''] = /** @type {string[]} */ (/^([^:]*)(?:: ?(.*))?$/.exec(line));
        if (name === 'data') event.data = event.data === undefined ? value : `${event.data}\n${value}`;
        else if (name === 'id' || name === 'event') event[name] = value;
      }
    }
  }
}

/** The bytes of an answer as they come; not every browser iterates a stream by itself. @param {ReadableStream<Uint8Array>} stream */
export async function* chunksOf(stream) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
