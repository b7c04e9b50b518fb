import { afterAttempt, type AttemptVerdict, type SubworkflowNode } from '@orrery/domain';
import type { NodeRunRow } from '../../persistence/stores/node-run.store.js';

/** Which attempt of a subworkflow goes on, as the detail of its node says. */
export interface SubworkflowAttempt {
  readonly attempt: number;
  /** Its time was up, and it is being stopped: another one follows its end. */
  readonly isTimedOut?: boolean;
}

export function attemptOf(row: NodeRunRow | undefined): SubworkflowAttempt {
  return { attempt: 1, ...(JSON.parse(row?.detail ?? '{}') as Partial<SubworkflowAttempt>) };
}

/** What follows an attempt that has failed, or took too long. */
export function afterSubworkflow(
  node: SubworkflowNode,
  { attempt }: SubworkflowAttempt,
  now: Date,
): AttemptVerdict {
  if (!node.retry) return { kind: 'finish', state: 'failed' };
  const end = { attempt, losses: 0, outcome: 'failed', cancelRequested: false } as const;
  return afterAttempt(end, node.retry, now, Math.random());
}
