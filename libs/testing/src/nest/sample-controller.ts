import {
  type CanActivate,
  Controller,
  Injectable,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { CallHandler, ExceptionFilter, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Catch } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { ConflictError, NotFoundError, UnavailableError } from '@orrery/domain';
import { MessageContext } from '@orrery/messaging';
import { currentTrace } from '@orrery/runtime';
import { IsInt, IsString, Min } from 'class-validator';
import { map, of, throwError, type Observable } from 'rxjs';

export class SumRequest {
  @IsInt()
  @Min(0)
  left: number;

  @IsInt()
  right: number;
}

export class Note {
  @IsString()
  text: string;
}

class OddError extends Error {}

/** A filter of an app's own: translates one exception. */
@Catch(OddError)
class OddFilter implements ExceptionFilter {
  catch(): Observable<never> {
    return throwError(() => new ConflictError('odd'));
  }
}

@Injectable()
class NobodyGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Injectable()
class DoublingInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler<number>): Observable<number> {
    return next.handle().pipe(map((value) => value * 2));
  }
}

/** What the handlers of `SampleController` saw and shall do next. */
@Injectable()
export class SampleState {
  readonly batches: unknown[][] = [];
  readonly notes: unknown[] = [];
  readonly traces: (string | undefined)[] = [];
  /** Called first by each event handler. */
  react: (payload: unknown) => Promise<void> | void = () => undefined;
}

/** Handlers as an app writes them. */
@Controller()
export class SampleController {
  constructor(private readonly state: SampleState) {}

  @MessagePattern('sum')
  sum(@Payload() { left, right }: SumRequest): number {
    return left + right;
  }

  @MessagePattern('trace')
  trace(@Ctx() context: MessageContext): unknown {
    return { traceId: currentTrace()?.traceId, type: context.deliveries[0]!.type };
  }

  @MessagePattern('stream')
  @UseInterceptors(DoublingInterceptor)
  stream(): Observable<number> {
    return of(1, 2, 21);
  }

  @MessagePattern('missing')
  missing(): never {
    throw NotFoundError.of('task', 't-1');
  }

  @MessagePattern('broken')
  broken(): never {
    throw new TypeError('secret detail');
  }

  @MessagePattern('odd')
  @UseFilters(OddFilter)
  odd(): never {
    throw new OddError();
  }

  @MessagePattern('guarded')
  @UseGuards(NobodyGuard)
  guarded(): string {
    return 'reached';
  }

  @MessagePattern('hang')
  async hang(): Promise<void> {
    await this.state.react('hang');
  }

  @MessagePattern('flaky')
  async flaky(): Promise<string> {
    await this.state.react('flaky');
    return 'at last';
  }

  @EventPattern('batch.item')
  async batch(@Payload() items: unknown[]): Promise<void> {
    this.state.batches.push(items);
    for (const item of items) await this.state.react(item);
  }

  @EventPattern('batch.other')
  other(@Payload() items: unknown[]): void {
    this.state.batches.push(items.map((item) => ({ other: item })));
  }

  @EventPattern('note')
  async note(@Payload() note: Note): Promise<void> {
    this.state.notes.push(note);
    this.state.traces.push(currentTrace()?.traceId);
    await this.state.react(note);
  }
}

/** Throws `UnavailableError` so many times, then lets pass. */
export function awayFor(times: number): () => void {
  let left = times;
  return () => {
    if (left-- > 0) throw new UnavailableError('the database is away');
  };
}
