// One person's calls of the public API. Works in a browser and in Node: the screens and the simulated people use the same.
import { Problem } from './problem.js';

/** @typedef {{ accessToken: string, refreshToken: string, expiresIn: number }} Tokens */
/** @typedef {{ body?: unknown, key?: string, ifMatch?: string|number, signal?: AbortSignal, tries?: number }} Options */

const soon = 30_000; // an access token is renewed this long before its end
const pause = (/** @type {number} */ milliseconds) => new Promise(resolve => setTimeout(resolve, milliseconds));

export const newKey = () => globalThis.crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16)).join('');

export class Client {
  /** @param {string} base where the gateway is, '' in a page that it serves */
  constructor(base = '') {
    this.base = base;
    this.accessToken = '';
    this.refreshToken = '';
    this.expiresAt = 0;
    /** In which people want to read what the API says; '' for the browser's own wish. */
    this.language = '';
    /** @type {Promise<void>|undefined} */
    this.refreshing = undefined;
    /** Called when tokens changed or ended. @type {(client: Client) => void} */
    this.onTokens = () => {};
    /** Around a refresh; a page puts a lock here that its copies share. @type {(work: () => Promise<void>) => Promise<void>} */
    this.alone = work => work();
  }

  get loggedIn() { return this.refreshToken !== ''; }

  /** @param {string} email @param {string} password */
  async login(email, password) {
    this.take(await this.send('POST', '/api/v1/auth/login', { body: { email, password }, tries: 3 }));
  }

  async logout() {
    const { refreshToken } = this;
    this.forget();
    if (refreshToken) await this.send('POST', '/api/v1/auth/logout', { body: { refreshToken } }).catch(() => {});
  }

  /** @param {Tokens} tokens */
  take(tokens) {
    this.accessToken = tokens.accessToken;
    this.refreshToken = tokens.refreshToken;
    this.expiresAt = Date.now() + tokens.expiresIn * 1000;
    this.onTokens(this);
  }

  forget() {
    this.accessToken = this.refreshToken = '';
    this.expiresAt = 0;
    this.onTokens(this);
  }

  /** A token that lasts a while yet. Many callers at once cause one refresh. */
  async token() {
    if (this.loggedIn && Date.now() > this.expiresAt - soon) await this.refresh();
    return this.accessToken;
  }

  refresh() {
    const before = this.refreshToken;
    this.refreshing ??= this.alone(async () => {
      if (this.refreshToken !== before) return; // a copy of this page was quicker
      try {
        this.take(await this.send('POST', '/api/v1/auth/refresh', { body: { refreshToken: this.refreshToken }, tries: 3 }));
      } catch (error) {
        if (error instanceof Problem && error.status === 401) this.forget();
        throw error;
      }
    }).finally(() => { this.refreshing = undefined; });
    return this.refreshing;
  }

  /** @param {string} path @param {Options} [options] */
  get(path, options) { return this.call('GET', path, options); }
  /** @param {string} path @param {unknown} [body] @param {Options} [options] */
  post(path, body, options) { return this.call('POST', path, { ...options, body }); }
  /** @param {string} path @param {unknown} [body] @param {Options} [options] */
  put(path, body, options) { return this.call('PUT', path, { ...options, body }); }
  /** @param {string} path @param {unknown} [body] @param {Options} [options] */
  patch(path, body, options) { return this.call('PATCH', path, { ...options, body }); }
  /** @param {string} path @param {Options} [options] */
  delete(path, options) { return this.call('DELETE', path, options); }

  /**
   * A call with the caller's token; a token that was refused is renewed once.
   * @param {string} method @param {string} path @param {Options} [options] @returns {Promise<any>}
   */
  async call(method, path, options = {}) {
    const tries = options.tries ?? (method === 'GET' || options.key ? 3 : 1);
    try {
      return await this.send(method, path, { ...options, tries }, await this.token());
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401 || !this.loggedIn) throw error;
      await this.refresh();
      return this.send(method, path, { ...options, tries }, this.accessToken);
    }
  }

  /** @param {string} method @param {string} path @param {Options} options @param {string} [token] @returns {Promise<any>} */
  async send(method, path, { body, key, ifMatch, signal, tries = 1 }, token = '') {
    /** @type {Record<string, string>} */
    const headers = { accept: 'application/json' };
    if (token) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (this.language) headers['accept-language'] = this.language;
    if (key) headers['idempotency-key'] = key;
    if (ifMatch !== undefined) headers['if-match'] = `"${ifMatch}"`;
    for (let attempt = 1; ; attempt++) {
      const problem = await this.attempt(method, path, { headers, body: body === undefined ? undefined : JSON.stringify(body), signal });
      if (!(problem instanceof Problem)) return problem.value;
      const wait = problem.retryAfter ?? 0.3 * 2 ** attempt;
      if (!problem.retryable || attempt >= tries || wait > 15 || signal?.aborted) throw problem;
      await pause(wait * 1000);
    }
  }

  /** @param {string} method @param {string} path @param {RequestInit} init @returns {Promise<Problem | { value: any }>} */
  async attempt(method, path, init) {
    const limit = AbortSignal.timeout(20_000);
    const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
    try {
      const response = await fetch(this.base + path, { ...init, method, signal, cache: 'no-store', credentials: 'omit' });
      if (!response.ok) return Problem.of(response);
      const text = await response.text();
      return { value: text === '' ? undefined : JSON.parse(text) };
    } catch (error) {
      if (init.signal?.aborted) throw error;
      return Problem.offline();
    }
  }
}
