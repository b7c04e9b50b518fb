/** Delay between attempts. `jitter` 0.2 spreads a delay evenly over +-20 %. */
export type Backoff =
  | { readonly kind: 'fixed'; readonly delayMs: number; readonly jitter?: number }
  | {
      readonly kind: 'exponential';
      readonly initialMs: number;
      readonly factor: number;
      readonly maxMs: number;
      readonly jitter?: number;
    }
  | { readonly kind: 'custom'; readonly delaysMs: readonly number[]; readonly jitter?: number };

/** Kinds of failure a policy can name. */
export const failureKinds = [
  'exit_code',
  'signal',
  'timeout',
  'queue_timeout',
  'slots_timeout',
  'heartbeat_timeout',
  'http_status',
  'http_body',
  'network',
  'sql',
  'handler',
  'output',
  'spawn',
  'isolation_unavailable',
  'out_of_memory',
  'disk_quota',
  'worker_lost',
  'refused',
  'secret',
  'shard',
  'node',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** Which failures a rule speaks of: by exit code, by kind, or both. */
export interface FailureFilter {
  readonly exitCodes?: readonly number[];
  readonly kinds?: readonly FailureKind[];
}

/** When a failed attempt is tried again. Loss of a worker is not the task's fault: see `maxLosses`. */
export interface RetryPolicy {
  /** Attempts in total, the first one included. */
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  /** Only these failures are retried; absent: all. */
  readonly retryOn?: FailureFilter;
  /** These failures are final at once; wins over `retryOn`. */
  readonly neverOn?: FailureFilter;
  /** Attempts that may die with their worker before the run is quarantined. */
  readonly maxLosses: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 1,
  backoff: { kind: 'exponential', initialMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.2 },
  maxLosses: 3,
};
