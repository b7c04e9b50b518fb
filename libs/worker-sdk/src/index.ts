export { DoNotRetry, RetryLater } from './retry-errors.js';
export type { TaskContext } from './task-context.js';
export { TASK_HANDLER, TaskHandler } from './task-handler.decorator.js';
