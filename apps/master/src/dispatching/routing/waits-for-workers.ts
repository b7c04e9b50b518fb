import type { DispatchRow } from '../../persistence/stores/backlog.store.js';

/**
 * What a run waits for that no worker can take, as a key: one queue for each task, and one for each worker a run must go
 * to, so that nobody waits behind a run that waits for something else.
 */
export function waitsForWorkers(run: Pick<DispatchRow, 'group_name' | 'task_id'>, workerId?: string): string {
  const key = `workers:${run.group_name}:${run.task_id}`;
  return workerId === undefined ? key : `${key}@${workerId}`;
}

/** The parts of what follows `workers:` in such a key. */
export function readWorkersSubject(subject: string): {
  readonly group: string;
  readonly workerId: string | undefined;
} {
  const at = subject.indexOf('@');
  return {
    group: subject.slice(0, subject.indexOf(':')),
    workerId: at < 0 ? undefined : subject.slice(at + 1),
  };
}
