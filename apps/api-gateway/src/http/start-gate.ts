import { UnavailableError } from '@orrery/domain';
import type { FastifyInstance } from 'fastify';

/** Keeps the API shut while the gateway waits for its database, and tells readiness apart from a drain. */
export class StartGate {
  private state: 'starting' | 'open' | 'draining' = 'starting';

  open(): void {
    if (this.state === 'starting') this.state = 'open';
  }

  drain(): void {
    this.state = 'draining';
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  /** A draining gateway still serves whoever reaches it. */
  addHook(server: FastifyInstance): void {
    server.addHook('onRequest', (request, _reply, done) => {
      const shut = this.state === 'starting' && request.url.startsWith('/api/');
      done(shut ? new UnavailableError('The gateway is starting: it waits for its database.') : undefined);
    });
  }
}
