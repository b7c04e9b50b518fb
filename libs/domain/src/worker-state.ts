/**
 * How the cluster sees a worker: taking work (`up`), taking nothing new (`cordoned`), so that it can go (`draining`, and
 * `drained` once nothing runs there), dead or silent for too long (`lost`), or gone in good order (`stopped`).
 */
export const workerStates = ['up', 'cordoned', 'draining', 'drained', 'lost', 'stopped'] as const;
export type WorkerState = (typeof workerStates)[number];

/** States of a worker that gives signs of life. */
export const livingWorkerStates = [
  'up',
  'cordoned',
  'draining',
  'drained',
] as const satisfies readonly WorkerState[];
export type LivingWorkerState = (typeof livingWorkerStates)[number];

/** What operators want of a worker; it holds over restarts of the worker until they want something else. */
export const workerDuties = ['work', 'cordon', 'drain'] as const;
export type WorkerDuty = (typeof workerDuties)[number];

/** How the cluster sees a master. */
export const masterStates = ['up', 'lost', 'stopped'] as const;
export type MasterState = (typeof masterStates)[number];
