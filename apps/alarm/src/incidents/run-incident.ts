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

/** A run did not do its work; undefined: it did, or goes on. */
export function runIncident(event: RunEvent): Incident | undefined {
  const ending = endings[event.state];
  if (ending === undefined) return undefined;
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
    summary: shortened(`Task ${title}${tried}${why}`),
    facts: factsOf(event, ending),
    source: { message: 'run.event', event },
  };
}

function factsOf(event: RunEvent, ending: string): FactsOf<'run_failed'> {
  return {
    task: event.taskName,
    taskId: event.taskId,
    ending,
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
