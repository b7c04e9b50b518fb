import type { FailureKind } from '../task/retry-policy.js';

/** Why an attempt failed, as users see it. */
export interface RunFailure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly exitCode?: number;
  /** The task said that trying again is useless, or when to try again (SDK: DoNotRetry, RetryLater). */
  readonly retry?: { readonly kind: 'never' } | { readonly kind: 'at'; readonly at: string };
}
