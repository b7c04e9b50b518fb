import type { RunEvent } from '@orrery/contracts';
import type { FactsOf } from '../templates/letter-fields.js';
import { durationText } from './duration-text.js';
import type { Incident } from './incident.js';
import { shortened } from './shortened.js';

/** How a run ends that did not do its work, in words that follow its name; it only gets there when no attempt is left. */
const endings: Partial<Record<RunEvent['state'], string>> = {
  failed: 'failed',
  timed_out: 'timed out',
  lost: 'was lost with its workers',
};

/** What follows for a workflow that was undone after its failure, and what is to be done then. */
const undoings: Partial<
  Record<NonNullable<RunEvent['workflowState']>, Readonly<Record<'ending' | 'undoing', string>>>
> = {
  compensated: {
    ending: 'and was undone',
    undoing: 'What it had done was undone by its compensations.',
  },
  compensation_failed: {
    ending: 'and could not be undone as a whole',
    undoing:
      'Some of what it had done could not be undone: its nodes tell what is left, which needs somebody to undo it.',
  },
};

/** A run did not do its work; undefined: it did, or goes on. */
export function runIncident(event: RunEvent): Incident | undefined {
  const failed = endings[event.state];
  if (failed === undefined) return undefined;
  const undone = event.workflowState && undoings[event.workflowState];
  const ending = undone ? `${failed} ${undone.ending}` : failed;
  const { id, at, project, taskId, taskName, runId, attempt, failure } = event;
  const title = `${project}/${taskName} ${ending}`;
  const tried = attempt > 1 ? ` after ${attempt} attempts` : '';
  const why = failure ? `: ${failure.message}` : '';
  return {
    id,
    at,
    kind: 'run_failed',
    project,
    subject: { kind: 'task', id: taskId, name: taskName },
    runId,
    isOfNode: Boolean(event.workflowRunId),
    title,
    summary: shortened(`${event.workflowState ? 'Workflow' : 'Task'} ${title}${tried}${why}`),
    facts: {
      ...factsOf(event),
      ending,
      ...(undone && { undoing: undone.undoing, state: event.workflowState }),
    },
    source: { message: 'run.event', event },
  };
}

function factsOf(event: RunEvent): Omit<FactsOf<'run_failed'>, 'ending'> {
  return {
    task: event.taskName,
    taskId: event.taskId,
    undoing: '',
    state: event.state,
    runId: event.runId,
    attempt: String(event.attempt),
    scheduleId: event.scheduleId ?? '',
    plannedAt: event.plannedAt ?? '',
    startedAt: event.startedAt ?? '',
    finishedAt: event.finishedAt ?? '',
    duration: durationText(event.startedAt, event.finishedAt),
    worker: event.workerId ?? '',
    exitCode: event.exitCode === null ? '' : String(event.exitCode),
    error: event.failure?.message ?? '',
    errorKind: event.failure?.kind ?? '',
    workflowRunId: event.workflowRunId ?? '',
    node: event.nodeId ?? '',
  };
}
