import { Injectable } from '@nestjs/common';
import {
  isTerminal,
  isWorkflowGroup,
  type RunFailure,
  type RunState,
  type WorkflowRunState,
} from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { RunStore } from '../../persistence/stores/run.store.js';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import type { AttemptEnding } from '../../runs/run-ender.js';
import type { EndedAttempts } from '../../runs/run-follower.js';
import { WorkflowOutputs } from './workflow-outputs.js';
import type { WorkflowStep } from './workflow-step.js';

/** Says how the runs of workflows end whose graphs are over. */
@Injectable()
export class WorkflowRunEnds {
  constructor(
    private readonly runs: RunStore,
    private readonly workflowRuns: WorkflowRunStore,
    private readonly outputs: WorkflowOutputs,
  ) {}

  /** Ends the graphs of runs that have ended before they began. */
  async unopened(session: Session, { runs, ends }: EndedAttempts): Promise<void> {
    const workflows = new Set(
      runs.filter(({ group_name }) => isWorkflowGroup(group_name)).map(({ id }) => id),
    );
    for (const { id, state, finishedAt, failure } of ends.filter((end) => workflows.has(end.id))) {
      const ended = unopenedEnd(state);
      const why = ended === 'failed' && failure ? failureText(failure) : null;
      await this.workflowRuns.endUnopened(session, [id], ended, finishedAt, why);
    }
  }

  /** Locks the runs. */
  async of(session: Session, steps: readonly WorkflowStep[]): Promise<AttemptEnding[]> {
    if (steps.length === 0) return [];
    const ids = steps.map(({ row }) => row.run_id);
    const runs = new Map((await this.runs.lockAll(session, ids)).map((run) => [run.id, run]));
    const endings: AttemptEnding[] = [];
    for (const step of steps) {
      const run = runs.get(step.row.run_id);
      if (!run || isTerminal(run.state)) continue;
      const result = step.state === 'succeeded' ? await this.outputs.of(session, step) : null;
      endings.push(endingOf(run, step, result));
    }
    return endings;
  }
}

/** How a graph ends whose run has ended so before it began. */
export function unopenedEnd(state: RunState): 'cancelled' | 'failed' {
  return state === 'cancelled' || state === 'skipped' ? 'cancelled' : 'failed';
}

function endingOf(run: RunRow, step: WorkflowStep, result: unknown): AttemptEnding {
  const { failure } = step;
  const isTimedOut = failure?.kind === 'timeout';
  return {
    run,
    outcome: isTimedOut ? 'timed_out' : outcomeOf(step.state),
    startedAt: step.startedAt,
    finishedAt: step.now,
    workerId: null,
    exitCode: null,
    result,
    failure: failure && {
      kind: isTimedOut ? 'timeout' : 'node',
      message: failure.message,
      retry: { kind: 'never' },
    },
    workflowState: step.state,
  };
}

/** A workflow run that was undone has failed all the same. */
function outcomeOf(state: WorkflowRunState): 'succeeded' | 'cancelled' | 'failed' {
  return state === 'succeeded' || state === 'cancelled' ? state : 'failed';
}

function failureText({ kind, message }: RunFailure): string {
  return JSON.stringify({ kind, message });
}
