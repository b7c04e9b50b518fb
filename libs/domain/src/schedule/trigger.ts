/** When a schedule fires. Durations in milliseconds, instants ISO 8601 UTC. */
export type Trigger =
  | { readonly kind: 'cron'; readonly expression: string; readonly timeZone: string }
  | { readonly kind: 'fixedRate'; readonly everyMs: number }
  | { readonly kind: 'fixedDelay'; readonly everyMs: number }
  | { readonly kind: 'once'; readonly at: string }
  /** Each event of that name in the schedule's project. */
  | { readonly kind: 'event'; readonly event: string }
  /** Each success of another task, or of a workflow: one of them is named. */
  | { readonly kind: 'dependency'; readonly taskId?: string; readonly workflowId?: string };

export const triggerKinds = ['cron', 'fixedRate', 'fixedDelay', 'once', 'event', 'dependency'] as const;

export const scheduleStates = ['active', 'paused', 'exhausted'] as const;
export type ScheduleState = (typeof scheduleStates)[number];

/** How a planned time was accounted for in the ledger. */
export const fireOutcomes = ['FIRED', 'SKIPPED', 'MERGED', 'MISSED'] as const;
export type FireOutcome = (typeof fireOutcomes)[number];
