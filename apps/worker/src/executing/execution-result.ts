import type { RunFailure } from '@orrery/domain';

/** What came of executing an attempt; `ended`: it was cut short because the attempt had to end. */
export type ExecutionResult =
  | { readonly outcome: 'succeeded'; readonly exitCode: number | null; readonly result: unknown }
  | {
      readonly outcome: 'failed';
      readonly exitCode: number | null;
      readonly result: unknown;
      readonly failure: RunFailure;
    }
  | { readonly outcome: 'ended' };

export function failedWith(
  failure: RunFailure,
  result: unknown = null,
  exitCode: number | null = failure.exitCode ?? null,
): ExecutionResult {
  return { outcome: 'failed', exitCode, result, failure };
}
