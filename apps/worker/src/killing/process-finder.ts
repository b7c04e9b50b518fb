/** Names in the environment of every process of an attempt: by them its processes are found wherever they went. */
export const ATTEMPT_MARKER = 'ORRERY_ATTEMPT_ID';
export const WORKER_MARKER = 'ORRERY_WORKER_ID';
export const EPOCH_MARKER = 'ORRERY_WORKER_EPOCH';

/** What the processes of one attempt have in common. */
export interface ProcessTrace {
  /** Process group and session of the first process: its process id. */
  readonly groupId: number;
  /** Value of ORRERY_ATTEMPT_ID. */
  readonly attemptMarker: string;
}

/** Knows which processes are alive. A negative number stands for a whole process group, as `kill` takes it. */
export abstract class ProcessFinder {
  /** Living processes of the attempt, zombies not counted. */
  abstract ofAttempt(trace: ProcessTrace): Promise<readonly number[]>;
  /** Living processes that a former life of the worker started. */
  abstract orphansOf(workerId: string, presentEpoch: string): Promise<readonly number[]>;
}
