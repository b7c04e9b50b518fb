import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface GateOptions {
  readonly username: string;
  readonly password: string;
  /** `basic`: the login itself opens; `token`: it gets a token that does, as at most public registries. */
  readonly by: 'basic' | 'token';
}

/** Lets nobody ask a registry who does not have its login. */
export class RegistryGate {
  /** How often somebody came with another login. */
  turnedAway = 0;
  private readonly login: string;
  private readonly token = randomBytes(16).toString('hex');
  private readonly challenge: string;

  constructor(
    address: string,
    private readonly options: GateOptions,
  ) {
    const { username, password, by } = options;
    this.login = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    this.challenge =
      by === 'basic' ? 'Basic realm="images"' : `Bearer realm="http://${address}/token",service="images"`;
  }

  /** Answers whoever may not come in, and who comes for a token. */
  stops({ url = '', headers }: IncomingMessage, response: ServerResponse): boolean {
    const { authorization } = headers;
    const asksForToken = this.options.by === 'token' && url.startsWith('/token');
    const isKnown = authorization === this.login;
    if (asksForToken && isKnown) {
      response.writeHead(200, json).end(JSON.stringify({ token: this.token }));
      return true;
    }
    const opens = this.options.by === 'basic' ? isKnown : authorization === `Bearer ${this.token}`;
    if (opens && !asksForToken) return false;
    if (authorization !== undefined) this.turnedAway += 1;
    const errors = [{ code: 'UNAUTHORIZED', message: 'authentication required' }];
    response.writeHead(401, { ...json, 'www-authenticate': this.challenge }).end(JSON.stringify({ errors }));
    return true;
  }
}

const json = { 'content-type': 'application/json' };
