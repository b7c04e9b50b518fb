import type { HandlerSpec } from '@orrery/domain';
import type { HandlerRegistry } from '../handlers/handler-registry.js';
import type { Attempt } from './attempt.js';
import { failedWith, type ExecutionResult } from './execution-result.js';
import { Executor } from './executor.js';
import { handlerContext, logLines } from './handler-context.js';
import { handlerFailure } from './handler-failure.js';

const LONGEST_RESULT_CHARACTERS = 65_536;

/** Tasks of kind `handler`: code of this process, marked with `@TaskHandler(name)`. */
export class HandlerExecutor extends Executor {
  readonly kind = 'handler';
  /** A handler has its own log; thousands a second need no lines about their start. */
  override readonly narrates = false;

  constructor(private readonly handlers: HandlerRegistry) {
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
    const ended = endedByForce(attempt);
    try {
      const value = await Promise.race([handler(handlerContext(attempt)), ended.result]);
      return value instanceof EndedByForce ? { outcome: 'ended' } : succeeded(value);
    } catch (error) {
      if (attempt.signal.aborted) return { outcome: 'ended' };
      logLines(attempt, 'stderr', error instanceof Error ? (error.stack ?? error.message) : String(error));
      return failedWith(handlerFailure(error));
    } finally {
      ended.dispose();
    }
  }
}

/** The handler did not heed its signal within the grace: it is left to itself. */
class EndedByForce {}

function endedByForce({ signal, dispatch, log }: Attempt): {
  result: Promise<EndedByForce>;
  dispose: () => void;
} {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: () => void;
  const result = new Promise<EndedByForce>((resolve) => {
    onAbort = () => {
      timer = setTimeout(() => {
        log.append(
          'system',
          `the handler did not heed its signal for ${dispatch.killGraceMs} ms and was left behind`,
        );
        resolve(new EndedByForce());
      }, dispatch.killGraceMs);
    };
    signal.addEventListener('abort', onAbort);
  });
  const dispose = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  };
  return { result, dispose };
}

/** The value must fit a report: JSON of limited length. */
function succeeded(value: unknown): ExecutionResult {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    return failedWith({ kind: 'handler', message: `the result is not JSON: ${String(error)}` });
  }
  if (json !== undefined && json.length > LONGEST_RESULT_CHARACTERS) {
    const message = `the result is longer than ${LONGEST_RESULT_CHARACTERS} characters of JSON`;
    return failedWith({ kind: 'handler', message });
  }
  return { outcome: 'succeeded', exitCode: null, result: json === undefined ? null : value };
}
