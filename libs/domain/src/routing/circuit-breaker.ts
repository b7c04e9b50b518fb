/** `closed`: work goes through; `open`: none does; `half_open`: one attempt at a time finds out whether it would. */
export const breakerStates = ['closed', 'open', 'half_open'] as const;
export type BreakerState = (typeof breakerStates)[number];

/** What is known of a worker's failures that are the platform's and not a task's: lost, not started, not reached. */
export interface Breaker {
  readonly state: BreakerState;
  /** Without a success in between. */
  readonly failures: number;
  /** Tasks whose failures are among them: each counts once, or one faulty task would take worker after worker out. */
  readonly tasks: readonly string[];
  /** How often it opened without a success in between. */
  readonly openings: number;
  /** Before it no work is sent: closed, for a moment after each failure; half open, while the attempt that tries is out. */
  readonly until: Date | null;
}

export interface BreakerPolicy {
  /** Failures in a row that open it. */
  readonly opensAfter: number;
  /** First pause after a failure; doubles with each further one. */
  readonly pauseMs: number;
  /** How long it stays open the first time; doubles with each further opening. */
  readonly openMs: number;
  readonly longestOpenMs: number;
  /** How long the attempt that tries a half-open one may take before another one tries. */
  readonly tryMs: number;
}

export const defaultBreakerPolicy: BreakerPolicy = {
  opensAfter: 3,
  pauseMs: 500,
  openMs: 5_000,
  longestOpenMs: 300_000,
  tryMs: 30_000,
};

export const closedBreaker: Breaker = {
  state: 'closed',
  failures: 0,
  tasks: [],
  openings: 0,
  until: null,
};

/** `yes`; `try`: one attempt, and `trying` must be written first; `no`: not before `until`. */
export type BreakerAdmission = 'yes' | 'try' | 'no';

/** Whether work may be sent to the worker now. */
export function breakerAdmits({ state, until }: Breaker, now: Date): BreakerAdmission {
  if (until !== null && now < until) return 'no';
  return state === 'closed' ? 'yes' : 'try';
}

/**
 * After a failure: a pause that grows, then open for a time that grows. A dead worker is not tried every second.
 * @param taskId the task that could not be started; absent: the worker was lost or not reached.
 */
export function afterFailure(breaker: Breaker, now: Date, policy: BreakerPolicy, taskId?: string): Breaker {
  if (taskId !== undefined && breaker.tasks.includes(taskId)) return breaker;
  const tasks = taskId === undefined ? breaker.tasks : [...breaker.tasks, taskId];
  const failures = breaker.failures + 1;
  if (breaker.state === 'open' && breaker.until !== null && now < breaker.until)
    return { ...breaker, failures };
  if (breaker.state === 'closed' && failures < policy.opensAfter) {
    return { ...breaker, failures, tasks, until: later(now, policy.pauseMs * 2 ** (failures - 1)) };
  }
  const openMs = Math.min(policy.longestOpenMs, policy.openMs * 2 ** Math.min(breaker.openings, 20));
  return { state: 'open', failures, tasks: [], openings: breaker.openings + 1, until: later(now, openMs) };
}

/** One attempt that got through closes it. */
export function afterSuccess(): Breaker {
  return closedBreaker;
}

/** While the attempt that tries is out, no other is sent. */
export function trying(breaker: Breaker, now: Date, policy: BreakerPolicy): Breaker {
  return { ...breaker, state: 'half_open', until: later(now, policy.tryMs) };
}

function later(now: Date, byMs: number): Date {
  return new Date(now.getTime() + byMs);
}
