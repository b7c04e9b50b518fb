import { resultFault } from '@orrery/contracts';
import type { HandlerSpec } from '@orrery/domain';
import type { HandlerRegistry } from '../handlers/handler-registry.js';
import type { Attempt } from './attempt.js';
import { failedWith, type ExecutionResult } from './execution-result.js';
import { Executor } from './executor.js';
import { handlerContext, logLines } from './handler-context.js';
import { handlerFailure } from './handler-failure.js';

/** Tasks of kind `handler`: code of this process, marked with `@TaskHandler(name)`. */
export class HandlerExecutor extends Executor {
  readonly kind = 'handler';
  /** A handler has its own log; thousands a second need no lines about their start. */
  override readonly narrates = false;

  constructor(
    private readonly handlers: HandlerRegistry,
    private readonly resultLimitBytes: number,
  ) {
    super();
  }

  async execute(attempt: Attempt): Promise<ExecutionResult> {
    const { handler: name } = attempt.dispatch.spec as Partial<HandlerSpec>;
    const handler = this.handlers.find(String(name));
    if (handler === undefined) {
      const message = `this worker has no handler "${name}"; it has: ${this.handlers.names().join(', ')}`;
      attempt.log.append('system', message);
      return failedWith({ kind: 'refused', message });
    }
    try {
      const value = await untilLeftBehind(attempt, handler(handlerContext(attempt)));
      return value instanceof LeftBehind ? { outcome: 'ended' } : this.succeeded(value, attempt);
    } catch (error) {
      if (attempt.endReason !== undefined) return { outcome: 'ended' };
      logLines(attempt, 'stderr', error instanceof Error ? (error.stack ?? error.message) : String(error));
      return failedWith(handlerFailure(error));
    }
  }

  /** The value must fit a report. */
  private succeeded(value: unknown, { log }: Attempt): ExecutionResult {
    const fault = resultFault(value, this.resultLimitBytes);
    if (fault === undefined) return { outcome: 'succeeded', exitCode: null, result: value ?? null };
    const message = `the result of the handler ${fault}`;
    log.append('system', message);
    return failedWith({ kind: 'output', message });
  }
}

/** The handler did not heed its signal within the grace: it is left to itself. */
class LeftBehind {}

/** What the handler comes to, or that it was left behind. */
function untilLeftBehind(attempt: Attempt, handled: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    attempt.onEnd(() => {
      if (isOver) return;
      const { killGraceMs } = attempt;
      timer = setTimeout(() => {
        attempt.log.append(
          'system',
          `the handler did not heed its signal for ${killGraceMs} ms and was left behind`,
        );
        resolve(new LeftBehind());
      }, killGraceMs);
    });
    const over = () => {
      isOver = true;
      clearTimeout(timer);
    };
    handled.then(
      (value) => (over(), resolve(value)),
      (error: unknown) => (over(), reject(error as Error)),
    );
  });
}
