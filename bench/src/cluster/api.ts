import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request as httpRequest } from 'node:http';

/** The HTTP API as a bench uses it: one kept-alive connection, JSON in and out, an error for every status >= 400. */
export class Api {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32 });
  #token = '';

  constructor(private readonly baseUrl: string) {}

  async login(username: string, password: string): Promise<void> {
    const tokens = await this.call<{ accessToken: string }>('POST', '/api/v1/auth/login', {
      username,
      password,
    });
    this.#token = tokens.accessToken;
  }

  async untilReady(withinMs: number): Promise<void> {
    await this.#until('the gateway is ready', withinMs, () => this.call('GET', '/readyz').then(() => true));
  }

  async untilWorkers(count: number, withinMs: number): Promise<void> {
    await this.#until(`${count} worker(s) are up`, withinMs, async () => {
      const { items } = await this.call<{ items: { state: string }[] }>('GET', '/api/v1/workers');
      return items.filter((worker) => worker.state === 'up').length >= count;
    });
  }

  call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers = {
      ...(this.#token && { authorization: `Bearer ${this.#token}` }),
      ...(payload && { 'content-type': 'application/json', 'content-length': payload.length }),
    };
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        `${this.baseUrl}${path}`,
        { method, headers, agent: this.#agent },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const failed = (response.statusCode ?? 500) >= 400;
            if (failed) reject(new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 500)}`));
            else resolve((text ? JSON.parse(text) : undefined) as T);
          });
        },
      );
      request.on('error', reject);
      request.end(payload);
    });
  }

  async #until(what: string, withinMs: number, holds: () => Promise<boolean>): Promise<void> {
    const endMs = performance.now() + withinMs;
    let last: unknown;
    while (performance.now() < endMs) {
      try {
        if (await holds()) return;
      } catch (error) {
        last = error;
      }
      await sleep(100);
    }
    throw new Error(`Not within ${withinMs} ms: ${what}.`, { cause: last });
  }
}
