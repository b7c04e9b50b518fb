export { defineHandler, type HandlerDefinition, type HandlerParts } from './define-handler.js';
export { handlersOf } from './handlers-of.js';
export { InvalidParams } from './params/invalid-params.js';
export type { ParamsClass, ParamsOf, ParamsSource, RawParams } from './params/params-source.js';
export { DoNotRetry, RetryLater } from './retry-errors.js';
export type { MapOptions, TaskContext, TaskLog } from './task-context.js';
export { TASK_HANDLER, TaskHandler, type TaskHandlerLabel } from './task-handler.decorator.js';
