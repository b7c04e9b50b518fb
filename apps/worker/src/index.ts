export { readWorkerConfig, workerConfigTable, type WorkerConfig } from './config.js';
export { startWorker } from './start-worker.js';
export type { WorkerDependencies } from './worker-dependencies.js';
