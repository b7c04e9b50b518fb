import { newTraceparent } from '@orrery/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf, type ProblemHead } from './problem.js';

/** Answers an error as RFC 9457 `application/problem+json`; gives what was told. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): ProblemHead {
  const head = problemOf(error);
  const body = {
    type: `urn:orrery:problem:${head.code}`,
    title: head.title,
    status: head.status,
    detail: head.detail,
    instance: pathOf(request.url),
    code: head.code,
    traceId: request.trace?.traceId ?? newTraceparent().slice(3, 35),
    ...(head.errors.length > 0 && { errors: head.errors }),
    ...(head.details && { details: head.details }),
  };
  void reply
    .code(head.status)
    .headers(head.headers)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(body));
  return head;
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
