import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ForbiddenError } from '@orrery/domain';
import type { FastifyRequest } from 'fastify';
import { Authenticator } from '../auth/authenticator.js';
import { Authorizer } from './authorizer.js';
import { ACCESS_LABEL, type AccessLabel } from './require-permission.js';

/** Stands before every route: without a label nobody passes, with one only whom it names. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly authorizer: Authorizer,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const label = this.reflector.getAllAndOverride<AccessLabel | undefined>(ACCESS_LABEL, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (label === undefined)
      throw new ForbiddenError('This route names no permission, so nobody may use it.');
    if (label.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.authenticator.authenticate(request.headers);
    request.principal = principal;
    if (label.kind === 'permission') await this.authorizer.authorize(principal, label, request);
    return true;
  }
}
