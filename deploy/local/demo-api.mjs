// One person's calls through the gateway, as a browser would make them, with messages that say which call failed and why.

export class Caller {
  static async login(gateway, name, email, password) {
    const caller = new Caller(gateway, name);
    const { accessToken } = await caller.send('POST', '/api/v1/auth/login', { email, password });
    caller.token = accessToken;
    return caller;
  }

  constructor(gateway, name) {
    this.gateway = gateway;
    this.name = name;
  }

  get(path) {
    return this.send('GET', path);
  }

  // A command that somebody or something else was quicker with (409) is no failure: the next look at the state decides.
  async command(path, body) {
    await this.send('POST', path, body, {}, [409]);
    return true;
  }

  async send(method, path, body, headers = {}, accepted = []) {
    const call = `${method} ${path} as ${this.name}`;
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(this.gateway + path, {
        method,
        headers: {
          accept: 'application/json',
          ...(this.token && { authorization: `Bearer ${this.token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(20_000),
      }).catch(error => { throw new Error(`${call}: ${error.message}`, { cause: error.cause }); });
      const text = await response.text();
      if (response.ok || accepted.includes(response.status)) return text === '' ? undefined : JSON.parse(text);
      const wait = Number(response.headers.get('retry-after') ?? 1);
      if (response.status !== 429 || attempt > 3 || wait > 30) throw new Error(`${call}: ${response.status} ${text.slice(0, 600)}`);
      await new Promise(resolve => setTimeout(resolve, wait * 1000));
    }
  }
}

// Asks again until the answer is truthy; the question itself decides how long it waits before it answers no.
export async function until(what, seconds, question) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain: ${what}.`);
  }
}
