// What the API answers when it refuses (RFC 9457, docs/adr/0013), or what stands for it when no answer came.

export class Problem extends Error {
  /** @param {number} status @param {any} body @param {number} [retryAfter] seconds */
  constructor(status, body, retryAfter) {
    super(body?.detail ?? body?.title ?? body?.code ?? `HTTP ${status}`);
    this.status = status;
    /** @type {string} */
    this.code = body?.code ?? (status === 0 ? 'offline' : 'internal_error');
    this.body = body ?? {};
    this.retryable = body?.retryable ?? status === 0;
    this.retryAfter = retryAfter;
  }

  static offline() {
    return new Problem(0, { code: 'offline', retryable: true });
  }

  /** @param {Response} response */
  static async of(response) {
    const body = await response.json().catch(() => undefined);
    const after = Number(response.headers.get('retry-after'));
    return new Problem(response.status, body, Number.isFinite(after) && after > 0 ? after : undefined);
  }
}
