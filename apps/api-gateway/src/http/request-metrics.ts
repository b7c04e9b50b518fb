import type { Metrics } from '@orrery/runtime';
import type { FastifyInstance } from 'fastify';

/** Counts and times requests by route template, never by address. */
export function addRequestMetrics(server: FastifyInstance, metrics: Metrics): void {
  const seconds = metrics.histogram({
    name: 'orrery_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  const running = metrics.gauge({ name: 'orrery_http_requests_running', help: 'Requests being handled.' });
  server.addHook('onRequest', (_request, _reply, done) => {
    running.inc();
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    running.dec();
    const route = request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
}
