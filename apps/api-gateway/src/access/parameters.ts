import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { UnauthenticatedError } from '@orrery/domain';
import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';

/** The caller of the route. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext) => principalOf(context));

/** The name recorded with a change that the caller makes. */
export const Actor = createParamDecorator(
  (_: unknown, context: ExecutionContext) => principalOf(context).actor,
);

/** The projects a list is narrowed to; undefined: all. */
export const VisibleProjects = createParamDecorator(
  (_: unknown, context: ExecutionContext) => requestOf(context).visibleProjects,
);

function principalOf(context: ExecutionContext): Principal {
  const { principal } = requestOf(context);
  if (principal === undefined) throw new UnauthenticatedError('Log in first.');
  return principal;
}

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}
