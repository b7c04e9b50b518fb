import { applyDecorators, createParamDecorator, Injectable, SetMetadata } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiHeader } from '@nestjs/swagger';
import { Clock, ConflictError, InvalidError } from '@orrery/domain';
import { messageOf, newId } from '@orrery/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, of, switchMap, type Observable } from 'rxjs';
import { GatewayLog } from '../http/gateway-log.js';
import { refuseUnusableJson } from '../http/plain-json.js';
import { sha256 } from '../tokens/opaque-token.js';
import { IdempotencyStore, type KeptAnswer, type KeyedRequest } from './idempotency.store.js';

const REPEATABLE = 'orrery:repeatable';
const KEPT_MS = 24 * 3_600_000;
/** No request takes so long: a try that is older died with its gateway. */
const ABANDONED_MS = 20_000;
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Whose key it is: two senders may use the same text. */
function ownerOf({ principal }: FastifyRequest): string {
  return principal?.key ? `${principal.userId}/${principal.key.id}` : (principal?.userId ?? '');
}

function contentOf({ method, url, body }: FastifyRequest): string {
  return `${method} ${url}\n${JSON.stringify(body ?? null)}`;
}

/**
 * The sender's key as services get it (64 hex digits), undefined without one. They use it to recognise a repeated request
 * whose first answer was lost on its way here.
 */
export const RequestKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    return typeof key === 'string' ? sha256(`${ownerOf(request)}\n${key}\n${contentOf(request)}`) : undefined;
  },
);

/** Lets a sender repeat the request: with the same `Idempotency-Key` it happens once. */
export function Repeatable(): MethodDecorator {
  return applyDecorators(
    SetMetadata(REPEATABLE, true),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Any unique text: a repeated request gets the first answer again, for 24 hours.',
      schema: { type: 'string', maxLength: 255 },
    }),
  );
}

/** Answers a repeated request with what the first one got. Only successes are kept: after an error it may be tried again. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly store: IdempotencyStore,
    private readonly clock: Clock,
    private readonly log: GatewayLog,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    const repeatable = this.reflector.get<boolean | undefined>(REPEATABLE, context.getHandler());
    if (!repeatable || key === undefined) return next.handle();
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw InvalidError.field('/Idempotency-Key', 'must be 1 to 255 visible ASCII characters');
    }
    // The pipe that refuses it comes later, and hashing would stumble over it.
    refuseUnusableJson(request.body);
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const keyed = this.keyed(request, key);
    return from(this.begin(keyed)).pipe(
      switchMap((answer) => (answer ? of(replay(answer, reply)) : this.first(keyed, reply, next))),
    );
  }

  /** The kept answer, or undefined when this request is the first. */
  private async begin(keyed: KeyedRequest): Promise<KeptAnswer | undefined> {
    const abandonedBefore = new Date(keyed.createdAt.getTime() - ABANDONED_MS);
    const beginning = await this.store.begin(keyed, abandonedBefore);
    switch (beginning.kind) {
      case 'won':
        return undefined;
      case 'answered':
        return beginning.answer;
      case 'running':
        throw new ConflictError('The first request with this Idempotency-Key is still running; try again.');
      case 'other-request':
        throw InvalidError.field('/Idempotency-Key', 'was used for a different request already');
    }
  }

  private async first(keyed: KeyedRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    let answer: unknown;
    try {
      answer = await lastValueFrom(next.handle());
    } catch (error) {
      await this.quietly(() => this.store.abandon(keyed));
      throw error;
    }
    const location = reply.getHeader('location');
    const body = answer === undefined ? null : JSON.stringify(answer);
    const kept = { status: reply.statusCode, location: typeof location === 'string' ? location : null, body };
    await this.quietly(() => this.store.complete(keyed, kept));
    return answer;
  }

  private keyed(request: FastifyRequest, key: string): KeyedRequest {
    const createdAt = this.clock.now();
    return {
      owner: ownerOf(request),
      requestKey: key,
      requestHash: sha256(contentOf(request)),
      token: newId(),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + KEPT_MS),
    };
  }

  /** The request itself has been decided; bookkeeping that fails must not change its answer. */
  private async quietly(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) =>
      this.log.logger.warn(`an idempotency key could not be updated: ${messageOf(error)}`),
    );
  }
}

function replay(answer: KeptAnswer, reply: FastifyReply): unknown {
  void reply.header('idempotent-replayed', 'true');
  if (answer.location !== null) void reply.header('location', answer.location);
  return answer.body === null ? undefined : (JSON.parse(answer.body) as unknown);
}
