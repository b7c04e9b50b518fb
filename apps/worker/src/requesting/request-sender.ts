import type { HttpSpec } from '@orrery/domain';
import { Agent, fetch, type Response } from 'undici';
import { guardedConnector } from '../reaching/guarded-connections.js';
import type { ReachRules } from '../reaching/reach-rules.js';
import { redirected, sendable, type HttpRequest } from './http-request.js';

const CONNECT_LIMIT_MS = 30_000;
/** As the Fetch Standard has it. */
const MOST_REDIRECTS = 20;
const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];

export type SendingRules = Pick<HttpSpec, 'redirect' | 'maxRedirects' | 'connectTimeoutMs'>;

/** The response was a redirect that is not followed: the server has answered. */
export class RedirectRefused extends Error {}

/** Sends requests to what the worker's rules let through, and follows redirects. */
export class RequestSender {
  private readonly agent: Agent;

  constructor(private readonly rules: ReachRules) {
    this.agent = this.agentOf(CONNECT_LIMIT_MS);
  }

  /**
   * Sends it and gives the last response to `take`, which reads it.
   * @throws RedirectRefused, or what fetch throws: its `cause` tells the reason.
   */
  async send<T>(
    request: HttpRequest,
    rules: SendingRules,
    signal: AbortSignal,
    take: (response: Response) => Promise<T>,
  ): Promise<T> {
    const { connectTimeoutMs } = rules;
    const agent = connectTimeoutMs === undefined ? this.agent : this.agentOf(connectTimeoutMs);
    try {
      return await take(await this.follow(request, rules, signal, agent));
    } finally {
      if (agent !== this.agent) await agent.destroy();
    }
  }

  /** Closes kept connections. */
  async close(): Promise<void> {
    await this.agent.destroy();
  }

  /** The time limit is the attempt's: fetch on its own would give up after 300 s. */
  private agentOf(connectTimeoutMs: number): Agent {
    const connect = guardedConnector(this.rules, connectTimeoutMs);
    return new Agent({ headersTimeout: 0, bodyTimeout: 0, connect });
  }

  private async follow(
    first: HttpRequest,
    { redirect = 'follow', maxRedirects = MOST_REDIRECTS }: SendingRules,
    signal: AbortSignal,
    dispatcher: Agent,
  ): Promise<Response> {
    let request = first;
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(sendable(request, signal), { dispatcher });
      const location = locationOf(response);
      if (location === undefined || redirect === 'manual') return response;
      await response.body?.cancel();
      if (redirect === 'error') throw new RedirectRefused(`it redirects (${response.status})`);
      if (redirects >= maxRedirects)
        throw new RedirectRefused(`it redirects more than ${maxRedirects} times`);
      request = nextOf(request, response.status, location);
    }
  }
}

function locationOf({ status, headers }: Response): string | undefined {
  return redirectStatuses.includes(status) ? (headers.get('location') ?? undefined) : undefined;
}

function nextOf(request: HttpRequest, status: number, location: string): HttpRequest {
  try {
    return redirected(request, status, location);
  } catch (error) {
    throw new RedirectRefused((error as Error).message);
  }
}
