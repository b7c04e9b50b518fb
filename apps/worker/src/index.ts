export { readWorkerConfig, workerConfigTable, type WorkerConfig } from './config.js';
export { startWorker, type EmbeddedWorker } from './embedding/embedded-worker.js';
export { OrreryWorker } from './embedding/orrery-worker.js';
export { OrreryWorkerModule, type WorkerOptionsFactory } from './embedding/orrery-worker.module.js';
export type { WorkerOptions, WorkerSettings } from './embedding/worker-options.js';
export { startWorkerApp } from './start-worker.js';
export type { WorkerDependencies } from './worker-dependencies.js';
