/** For whoever runs handlers: the worker, and the harness of tests. */
export type { AttemptLine, Shard } from './attempt-line.js';
export { runHandler, type Handled } from './run-handler.js';
