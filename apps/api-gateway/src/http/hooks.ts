import { currentTrace, withTrace } from '@orrery/runtime';
import type { FastifyInstance } from 'fastify';
import { namesTag } from './entity-tag.js';

/** Gives every request its trace: taken from `traceparent` or new, told in the answer, current while it is handled. */
export function addTraceHooks(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    const header = request.headers['traceparent'];
    withTrace(typeof header === 'string' ? header : undefined, () => {
      request.trace = currentTrace();
    });
    if (request.trace) {
      void reply.header('traceparent', request.trace.traceparent).header('x-trace-id', request.trace.traceId);
    }
    done();
  });
  // Reading the body leaves the async context of the hooks before it, so the trace is entered after that.
  server.addHook('preHandler', (request, _reply, done) => {
    withTrace(request.trace?.traceparent, done);
  });
}

/** Answers 304 to a GET whose If-None-Match names the tag of the answer. */
export function addNotModifiedHook(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    const tag = reply.getHeader('etag');
    const unchanged =
      request.method === 'GET' &&
      reply.statusCode === 200 &&
      typeof tag === 'string' &&
      namesTag(request.headers['if-none-match'], tag);
    if (!unchanged) return done(null, payload);
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    done(null, null);
  });
}

/** An empty body with `Content-Type: application/json` is no body, not an error. */
export function acceptEmptyJson(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    void parseJson(request, body as string, done);
  });
}
