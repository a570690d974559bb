// The live stream of a person. EventSource cannot send an Authorization header, so it is read with fetch; what EventSource does by
// itself is done here: opened again with Last-Event-ID after a lost net, a sleep, a silence or a farewell.
import { Problem } from './problem.js';
import { chunksOf, parseEvents } from './sse.js';

/** @typedef {{ type: string, data: any }} LiveEvent */
/** @typedef {'connecting'|'open'|'lost'} LiveState */

export class LiveStream {
  /** @param {import('./client.js').Client} client */
  constructor(client) {
    this.client = client;
    /** @type {Set<(event: LiveEvent) => void>} */
    this.listeners = new Set();
    /** @type {Set<(state: LiveState) => void>} */
    this.watchers = new Set();
    /** @type {LiveState} */
    this.state = 'connecting';
    this.lastId = '';
    this.silence = 40_000;
    this.heard = 0;
    this.wait = 0;
    this.running = false;
    this.attempt = new AbortController();
    this.wake = () => {};
  }

  /** @param {(event: LiveEvent) => void} listener */
  listen(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @param {(state: LiveState) => void} watcher */
  watch(watcher) {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.run();
    // A computer that slept does not notice that its connection is dead; a net that came back need not be waited for.
    this.guard = setInterval(() => { if (this.state === 'open' && Date.now() - this.heard > this.silence) this.again(); }, 5000);
    globalThis.addEventListener?.('online', this.again);
    globalThis.addEventListener?.('offline', this.cut);
    globalThis.document?.addEventListener('visibilitychange', this.look);
  }

  stop() {
    this.running = false;
    clearInterval(this.guard);
    globalThis.removeEventListener?.('online', this.again);
    globalThis.removeEventListener?.('offline', this.cut);
    globalThis.document?.removeEventListener('visibilitychange', this.look);
    this.attempt.abort();
    this.wake();
  }

  again = () => {
    this.wait = 0;
    this.attempt.abort();
    this.wake();
  };

  cut = () => { this.attempt.abort(); };

  look = () => { if (document.visibilityState === 'visible' && this.state !== 'open') this.again(); };

  async run() {
    while (this.running) {
      try {
        await this.readOnce();
      } catch (error) {
        if (!this.running) return;
        if (error instanceof Problem && error.status === 401 && !this.client.loggedIn) return this.become('lost');
        if (error instanceof Problem && error.retryAfter) this.wait = error.retryAfter * 1000;
      }
      if (!this.running) return;
      this.become('lost');
      const wait = this.wait * (0.5 + Math.random());
      this.wait = Math.min(Math.max(this.wait * 2, 500), 8000);
      if (wait > 0) await new Promise(resolve => { this.wake = () => resolve(undefined); setTimeout(resolve, wait); });
    }
  }

  async readOnce() {
    this.attempt = new AbortController();
    /** @type {Record<string, string>} */
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${await this.client.token()}` };
    if (this.lastId) headers['last-event-id'] = this.lastId;
    const response = await fetch(`${this.client.base}/api/v1/streams/me`, {
      headers, signal: this.attempt.signal, cache: 'no-store', credentials: 'omit',
    });
    if (!response.ok || !response.body) {
      // An id of another time or set of recipients: without it, and with everything read anew.
      if (response.status === 400) this.forgetPlace();
      if (response.status === 401) await this.client.refresh();
      throw await Problem.of(response);
    }
    this.heard = Date.now();
    for await (const event of parseEvents(this.counted(response.body))) this.take(event);
  }

  /** @param {ReadableStream<Uint8Array>} body */
  async* counted(body) {
    for await (const chunk of chunksOf(body)) {
      this.heard = Date.now();
      yield chunk;
    }
  }

  forgetPlace() {
    this.lastId = '';
    this.tell({ type: 'gap', data: {} });
  }

  /** @param {import('./sse.js').ServerEvent} event */
  take({ id, event: type = 'message', data = '{}' }) {
    const content = JSON.parse(data);
    if (id) this.lastId = id;
    if (type === 'hello') {
      this.wait = 0;
      this.silence = content.heartbeatSeconds * 2500;
      this.become('open');
      if (!this.lastId) this.lastId = content.lastEventId ?? '';
    } else if (type === 'bye') {
      // Many leave a stopping server at once; whose token ended is alone.
      this.wait = content.reason === 'token_expired' ? 0 : 1000;
    } else {
      if (type === 'gap') this.lastId = content.upTo ?? '';
      this.tell({ type, data: content });
    }
  }

  /** @param {LiveEvent} event */
  tell(event) { this.listeners.forEach(listener => listener(event)); }

  /** @param {LiveState} state */
  become(state) {
    if (this.state === state) return;
    this.state = state;
    this.watchers.forEach(watcher => watcher(state));
  }
}
