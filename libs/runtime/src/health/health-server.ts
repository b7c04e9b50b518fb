import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import type { HealthRegistry } from './health-registry.js';

export interface HealthServerOptions {
  readonly health: HealthRegistry;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** 0 takes any free port. */
  readonly port: number;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
}

/** Answers /healthz, /readyz and /metrics of an app that has no HTTP face of its own. */
export class HealthServer {
  #server?: Server;

  constructor(private readonly options: HealthServerOptions) {}

  /** Listens and gives the port. */
  async start(): Promise<number> {
    const server = createServer((request, response) => {
      this.#answer(request.url ?? '/', response).catch((error: unknown) => {
        this.options.logger.error({ err: error }, `answering ${request.url} failed`);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
    server.listen(this.options.port, this.options.host ?? '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.options.logger.info({ port: this.port }, `health server listens on port ${this.port}`);
    return this.port;
  }

  /** The port in use; 0 while not listening. */
  get port(): number {
    return (this.#server?.address() as AddressInfo | null | undefined)?.port ?? 0;
  }

  /** Stopping twice, or before the start, is fine. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async #answer(url: string, response: ServerResponse): Promise<void> {
    const { health, metrics } = this.options;
    switch (url.split('?')[0]) {
      case '/healthz': {
        const report = health.health();
        return sendJson(response, report.healthy ? 200 : 503, report);
      }
      case '/readyz': {
        const report = await health.readiness();
        return sendJson(response, report.ready ? 200 : 503, report);
      }
      case '/metrics':
        response.writeHead(200, { 'content-type': metrics.registry.contentType });
        response.end(await metrics.render());
        return;
      default:
        return sendJson(response, 404, { paths: ['/healthz', '/readyz', '/metrics'] });
    }
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
