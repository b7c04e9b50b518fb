import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** How long an attempt takes, by whether it is the first one of its run. */
export interface Span {
  readonly firstMs: number;
  readonly laterMs: number;
}

/** What the `http` tasks call: it answers late, and notes the effect of a run once it has answered. */
export class SlowServer {
  private constructor(
    private readonly server: Server,
    private readonly sink: string,
  ) {
    server.on('request', (request, response) => this.answerLate(request, response));
  }

  /** @param sink directory of the effects. */
  static async start(sink: string): Promise<SlowServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SlowServer(server, sink);
  }

  urlFor({ firstMs, laterMs }: Span): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/?firstMs=${firstMs}&laterMs=${laterMs}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answerLate(request: IncomingMessage, response: ServerResponse): void {
    const { searchParams } = new URL(request.url ?? '/', 'http://drill');
    const { 'x-orrery-run-id': runId, 'x-orrery-attempt': attempt } = request.headers;
    const lateMs = Number(searchParams.get(attempt === '1' ? 'firstMs' : 'laterMs'));
    response.once('finish', () => appendFileSync(join(this.sink, String(runId)), `E ${String(attempt)}\n`));
    const answering = setTimeout(() => response.end('done'), lateMs);
    response.once('close', () => clearTimeout(answering));
  }
}
