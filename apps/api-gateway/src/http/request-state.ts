import type { Trace } from '@orrery/runtime';
import type { Principal } from '../access/principal.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the guard on every route that is not public. */
    principal?: Principal;
    /** Projects a list is narrowed to; undefined: all. */
    visibleProjects?: readonly string[];
    /** The trace the request belongs to; absent when it was refused before any hook ran. */
    trace?: Trace;
  }
}

/** Properties that the gateway hangs on each request. */
export const requestState = ['principal', 'visibleProjects', 'trace'] as const;
