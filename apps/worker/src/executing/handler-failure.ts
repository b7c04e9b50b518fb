import type { RunFailure } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import { DoNotRetry, RetryLater } from '@orrery/worker-sdk';

/** What a handler threw, as the failure of its attempt. Errors of another copy of the SDK are known by their name. */
export function handlerFailure(thrown: unknown): RunFailure {
  const failure = { kind: 'handler', message: messageOf(thrown) } as const;
  if (thrown instanceof DoNotRetry || nameOf(thrown) === 'DoNotRetry')
    return { ...failure, retry: { kind: 'never' } };
  const at =
    thrown instanceof RetryLater || nameOf(thrown) === 'RetryLater' ? (thrown as RetryLater).at : undefined;
  if (at instanceof Date && !Number.isNaN(at.getTime())) {
    return { ...failure, retry: { kind: 'at', at: at.toISOString() } };
  }
  return failure;
}

function nameOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.name : undefined;
}
