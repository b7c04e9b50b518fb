import { resultFault, type RunFailure } from '@orrery/domain';
import type { HandlerDefinition } from '../define-handler.js';
import { checkParams } from '../params/check-params.js';
import { InvalidParams } from '../params/invalid-params.js';
import type { AttemptLine } from './attempt-line.js';
import { contextOf } from './context-of.js';
import { handlerFailure, textOf } from './handler-failure.js';

/** What came of running a handler; `ended`: it gave up because the attempt had to end. */
export type Handled =
  | { readonly outcome: 'succeeded'; readonly result: unknown }
  | { readonly outcome: 'failed'; readonly failure: RunFailure }
  | { readonly outcome: 'ended' };

/** Runs a handler for one attempt: checks its parameters, keeps its result if it can travel, and logs what it threw. Never rejects. */
export async function runHandler(
  handler: HandlerDefinition,
  line: AttemptLine,
  resultLimitBytes: number,
): Promise<Handled> {
  try {
    const params =
      handler.params === undefined ? line.params : await checkParams(handler.params, line.params);
    return resultOf(await handler.run(contextOf(line, params as never)), line, resultLimitBytes);
  } catch (thrown) {
    if (line.isEnding) return { outcome: 'ended' };
    const failure = handlerFailure(thrown);
    if (thrown instanceof InvalidParams) line.log('system', thrown.message);
    else line.log('stderr', failure.retry === undefined ? stackOf(thrown) : sentenceOf(thrown as Error));
    return { outcome: 'failed', failure };
  }
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? textOf(thrown.stack ?? thrown.message) : textOf(thrown);
}

/** What a handler says on purpose needs no stack; what made it say so does. */
function sentenceOf({ name, message, cause }: Error): string {
  const sentence = `${name}: ${message}`;
  return cause === undefined ? sentence : `${sentence}\ncaused by ${stackOf(cause)}`;
}

/** The value must fit a report. */
function resultOf(value: unknown, line: AttemptLine, limitBytes: number): Handled {
  const fault = resultFault(value, limitBytes);
  if (fault === undefined) return { outcome: 'succeeded', result: value ?? null };
  const message = `the result of the handler ${fault}`;
  line.log('system', message);
  return { outcome: 'failed', failure: { kind: 'output', message } };
}
