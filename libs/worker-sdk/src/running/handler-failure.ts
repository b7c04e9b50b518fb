import { inspect } from 'node:util';
import type { RunFailure } from '@orrery/domain';
import { DoNotRetry, RetryLater } from '../retry-errors.js';

/** What a handler threw, as the failure of its attempt. Errors of another copy of the SDK are known by their name. */
export function handlerFailure(thrown: unknown): RunFailure {
  const message = thrown instanceof Error ? textOf(thrown.message) : textOf(thrown);
  const failure = { kind: 'handler', message } as const;
  if (thrown instanceof DoNotRetry || nameOf(thrown) === 'DoNotRetry')
    return { ...failure, retry: { kind: 'never' } };
  const at =
    thrown instanceof RetryLater || nameOf(thrown) === 'RetryLater' ? (thrown as RetryLater).at : undefined;
  if (at instanceof Date && !Number.isNaN(at.getTime())) {
    return { ...failure, retry: { kind: 'at', at: at.toISOString() } };
  }
  return failure;
}

/** Anything can be thrown, and be the message of an error. */
export function textOf(said: unknown): string {
  return typeof said === 'string' ? said : inspect(said, { depth: 2, breakLength: Infinity });
}

function nameOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.name : undefined;
}
