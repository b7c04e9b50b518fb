import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

const HEARTBEAT_MS = 15_000;
/** How long a client waits before it comes back, as told by `retry:`. */
const RETRY_MS = 2_000;

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/** One server-sent event. */
export interface SseEvent {
  readonly event: string;
  readonly data: unknown;
  /** Comes back as Last-Event-ID when the client reconnects. */
  readonly id?: string;
}

/** Writes server-sent events to one client: the headers at once, a comment every 15 s, never faster than it reads. */
export class SseChannel {
  private readonly left = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;

  private constructor(private readonly response: ServerResponse) {
    response.on('close', () => this.leave());
    response.on('error', () => this.leave());
    this.heartbeat = setInterval(() => response.write(': heartbeat\n\n'), HEARTBEAT_MS);
    this.heartbeat.unref();
  }

  static open(reply: FastifyReply): SseChannel {
    reply.hijack();
    reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...headers });
    reply.raw.write(`retry: ${RETRY_MS}\n\n`);
    return new SseChannel(reply.raw);
  }

  /** Aborted when the client has gone or the channel was ended. */
  get signal(): AbortSignal {
    return this.left.signal;
  }

  /** Resolves when the client can take more. */
  async send({ event, data, id }: SseEvent): Promise<void> {
    if (this.signal.aborted) return;
    const lines = [
      ...(id === undefined ? [] : [`id: ${id}`]),
      `event: ${event}`,
      `data: ${JSON.stringify(data)}`,
    ];
    const roomy = this.response.write(`${lines.join('\n')}\n\n`);
    if (!roomy) await once(this.response, 'drain', { signal: this.signal }).catch(() => undefined);
  }

  end(): void {
    this.leave();
    this.response.end();
  }

  private leave(): void {
    clearInterval(this.heartbeat);
    this.left.abort();
  }
}
