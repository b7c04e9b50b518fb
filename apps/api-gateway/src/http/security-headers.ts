import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/** The API answers data: nothing of it may be run, framed or loaded as a page. */
const forApi = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
});

/** Swagger UI needs its own scripts and inline styles. */
const forDocs = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'self'"],
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
      'base-uri': ["'self'"],
      'frame-ancestors': ["'none'"],
    },
  },
});

/** A picture brings its own style along, and nothing else: it may be looked at, and cannot do anything. */
const forPictures = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'style-src': ["'unsafe-inline'"],
      'frame-ancestors': ["'none'"],
      sandbox: [],
    },
  },
});

const PICTURE = /^[^?]+\.svg(\?|$)/;

/** Tells browsers what answers are for. Set on the raw response, so that live streams carry them too. */
export function addSecurityHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    headersFor(request.url)(request.raw, reply.raw, (error) => done(error as Error | undefined));
  });
}

function headersFor(url: string): typeof forApi {
  if (url.startsWith('/docs')) return forDocs;
  return PICTURE.test(url) ? forPictures : forApi;
}
