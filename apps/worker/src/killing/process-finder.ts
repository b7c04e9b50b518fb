/** Names in the environment of every process of an attempt: by them its processes are found wherever they went. */
export const ATTEMPT_MARKER = 'ORRERY_ATTEMPT_ID';
export const WORKER_MARKER = 'ORRERY_WORKER_ID';
/** The worker's own directory: another installation on this machine may well use the same worker id. */
export const HOME_MARKER = 'ORRERY_WORKER_HOME';
export const EPOCH_MARKER = 'ORRERY_WORKER_EPOCH';
export const processMarkers = [ATTEMPT_MARKER, WORKER_MARKER, HOME_MARKER, EPOCH_MARKER] as const;

/** What the processes of one attempt have in common. */
export interface ProcessTrace {
  /** Process group and session of the first process: its process id. */
  readonly groupId: number;
  /** When the first process began, as `startOf` tells it: without it nobody knows whether the id was given away since. */
  readonly groupStart: string | undefined;
  /** Value of ORRERY_ATTEMPT_ID. */
  readonly attemptMarker: string;
  /** The user that only this attempt has. */
  readonly uid?: number;
}

/** Knows which processes are alive. A negative number stands for a whole process group, as `kill` takes it. */
export abstract class ProcessFinder {
  /** Living processes of the attempt, zombies not counted. */
  abstract ofAttempt(trace: ProcessTrace): Promise<readonly number[]>;
  /** Living processes that a former life of the worker with this directory started. */
  abstract orphansOf(workerHome: string, presentEpoch: string): Promise<readonly number[]>;
  /** What tells a process from a later one with the same id; undefined where the system does not say. */
  abstract startOf(pid: number): string | undefined;
}
