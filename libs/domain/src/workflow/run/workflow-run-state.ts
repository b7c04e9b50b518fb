/** States of a workflow run. */
export const workflowRunStates = [
  'pending',
  'running',
  'paused',
  'succeeded',
  'failed',
  'cancelled',
  'compensating',
  'compensated',
  'compensation_failed',
] as const;
export type WorkflowRunState = (typeof workflowRunStates)[number];

/** The state machine of a workflow run; what leads nowhere has ended for good. */
export const workflowRunTransitions: Readonly<Record<WorkflowRunState, readonly WorkflowRunState[]>> = {
  pending: [
    'running',
    'paused',
    'cancelled',
    'succeeded',
    'failed',
    'compensating',
    'compensated',
    'compensation_failed',
  ],
  running: [
    'paused',
    'succeeded',
    'failed',
    'cancelled',
    'compensating',
    'compensated',
    'compensation_failed',
  ],
  paused: [
    'running',
    'succeeded',
    'failed',
    'cancelled',
    'compensating',
    'compensated',
    'compensation_failed',
  ],
  compensating: ['paused', 'compensated', 'compensation_failed', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
  compensated: [],
  compensation_failed: [],
};

/** States in which a workflow run may be that is in the target now: the guard of the UPDATE that writes it. */
export function workflowRunStatesBefore(target: WorkflowRunState): WorkflowRunState[] {
  return workflowRunStates.filter((state) => {
    const next = workflowRunTransitions[state];
    return next.includes(target) || (state === target && next.length > 0);
  });
}

/** States in which a workflow run still has something to do. */
export const openWorkflowRunStates = workflowRunStates.filter(
  (state) => workflowRunTransitions[state].length > 0,
);

/** States in which it has ended. */
export const endedWorkflowRunStates = workflowRunStates.filter(
  (state) => workflowRunTransitions[state].length === 0,
);

export function isOpenWorkflowRun(state: WorkflowRunState): boolean {
  return openWorkflowRunStates.includes(state);
}

/** What starts workflow runs. */
export const workflowTriggers = ['schedule', 'backfill', 'rerun', 'workflow', 'api'] as const;
export type WorkflowTrigger = (typeof workflowTriggers)[number];
