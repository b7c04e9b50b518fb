import type { DispatchRow } from '../../persistence/stores/backlog.store.js';

/** What besides the task says which queue a run waits in. */
export interface WaitsWith {
  /** The one worker it must go to. */
  readonly workerId?: string;
  /** Whose reserved slots it may use. */
  readonly workflowRunId?: string;
}

/**
 * What a run waits for that no worker can take, as a key: one queue for each task, one for each worker a run must go to, and
 * one for each workflow run with reserved slots, so that nobody waits behind a run that waits for something else.
 */
export function waitsForWorkers(
  run: Pick<DispatchRow, 'group_name' | 'task_id'>,
  { workerId, workflowRunId }: WaitsWith = {},
): string {
  const owner = workflowRunId === undefined ? '' : `~${workflowRunId}`;
  const target = workerId === undefined ? '' : `@${workerId}`;
  return `workers:${run.group_name}:${run.task_id}${owner}${target}`;
}

/** The parts of what follows `workers:` in such a key. */
export function readWorkersSubject(subject: string): WaitsWith & { readonly group: string } {
  const [, workerId] = split(subject, '@');
  const [, workflowRunId] = split(split(subject, '@')[0], '~');
  return {
    group: split(subject, ':')[0],
    ...(workerId !== undefined && { workerId }),
    ...(workflowRunId !== undefined && { workflowRunId }),
  };
}

function split(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
