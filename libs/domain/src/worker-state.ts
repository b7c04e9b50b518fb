/** How the cluster sees a worker: taking work, finishing what it has, silent for too long, or gone in good order. */
export const workerStates = ['up', 'draining', 'lost', 'stopped'] as const;
export type WorkerState = (typeof workerStates)[number];
