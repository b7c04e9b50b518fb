import type { HandlerSpec } from '@orrery/domain';
import { runHandler, type Handled } from '@orrery/worker-sdk/running';
import type { HandlerRegistry } from '../handlers/handler-registry.js';
import type { Attempt } from './attempt.js';
import { failedWith, type ExecutionResult } from './execution-result.js';
import { Executor } from './executor.js';
import { handlerLine } from './handler-line.js';

/** Tasks of kind `handler`: code of this process, defined by `defineHandler` or marked with `@TaskHandler`. */
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
    return await untilLeftBehind(attempt, runHandler(handler, handlerLine(attempt), this.resultLimitBytes));
  }
}

/** What the handler comes to; one that does not heed its signal within the grace is left to itself. */
function untilLeftBehind(attempt: Attempt, handled: Promise<Handled>): Promise<ExecutionResult> {
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
        resolve({ outcome: 'ended' });
      }, killGraceMs);
    });
    handled.then((value) => {
      isOver = true;
      clearTimeout(timer);
      resolve(executionResult(value));
    }, reject);
  });
}

function executionResult(handled: Handled): ExecutionResult {
  switch (handled.outcome) {
    case 'succeeded':
      return { outcome: 'succeeded', exitCode: null, result: handled.result };
    case 'failed':
      return failedWith(handled.failure);
    case 'ended':
      return handled;
  }
}
