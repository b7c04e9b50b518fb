import {
  Injectable,
  SetMetadata,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { tap, type Observable } from 'rxjs';
import { entityTag } from './entity-tag.js';

const LOCATED_AT = 'orrery:located-at';

/** Says in which collection the resource that a route answers with is found. */
export function LocatedAt(collection: string, key: 'id' | 'name' = 'id'): MethodDecorator {
  return SetMetadata(LOCATED_AT, { collection, key });
}

const UNTAGGED = 'orrery:untagged';

/** Says that the `version` in the answers is not that of the resource, which changes without it. */
export function Untagged(): ClassDecorator {
  return SetMetadata(UNTAGGED, true);
}

/** Adds `Location` to answers of routes that make something, and `ETag` to answers that have a version. */
@Injectable()
export class ResourceHeadersInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const place = this.reflector.get<{ collection: string; key: string } | undefined>(
      LOCATED_AT,
      context.getHandler(),
    );
    const isTagged = !this.reflector.get<boolean | undefined>(UNTAGGED, context.getClass());
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((answer: unknown) => {
        const fields = (answer ?? {}) as Record<string, unknown>;
        const { version } = fields;
        if (isTagged && typeof version === 'number') void reply.header('etag', entityTag(version));
        const name = place && fields[place.key];
        if (typeof name === 'string') {
          void reply.header('location', `/api/v1/${place?.collection}/${encodeURIComponent(name)}`);
        }
      }),
    );
  }
}
