// A live stream (server-sent events) read with fetch, because EventSource cannot send an Authorization header.

// Turns the bytes of one response into events { id, event, data }. Lines end in \n, \r\n or \r; chunks may end anywhere.
export async function* parseEvents(body) {
  const decoder = new TextDecoder();
  let rest = '';
  let event = {};
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (event.data !== undefined) yield event;
        event = {};
      } else if (!line.startsWith(':')) {
        const [, name, value] = /^([^:]*)(?:: ?(.*))?$/.exec(line);
        if (name === 'data') event.data = event.data === undefined ? value ?? '' : `${event.data}\n${value ?? ''}`;
        else if (name === 'id' || name === 'event') event[name] = value ?? '';
      }
    }
  }
}

// Keeps a stream open until the signal aborts: a lost connection is opened again with Last-Event-ID, so that nothing is missed.
// Calls onEvent for every event; onLost tells why a connection ended. Resolves `opened` with the first successful answer.
export function openStream(url, token, { signal, onEvent, onLost = () => {} }) {
  let lastId;
  let announce;
  const opened = new Promise(resolve => { announce = resolve; });

  const readOnce = async () => {
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` };
    if (lastId !== undefined) headers['last-event-id'] = lastId;
    const response = await fetch(url, { headers, signal });
    if (!response.ok) throw new Error(`the stream answered ${response.status} ${await response.text()}`);
    announce();
    for await (const event of parseEvents(response.body)) {
      if (event.id !== undefined) lastId = event.id;
      onEvent(event);
    }
    throw new Error('the server ended the stream');
  };

  const readForEver = async () => {
    while (!signal.aborted) {
      try {
        await readOnce();
      } catch (error) {
        if (signal.aborted) return;
        onLost(error);
        await new Promise(resolve => setTimeout(resolve, 500));
      }
    }
  };

  return { opened, ended: readForEver() };
}
