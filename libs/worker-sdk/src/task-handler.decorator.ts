import { SetMetadata } from '@nestjs/common';
import type { ParamsSource } from './params/params-source.js';

/** Metadata key under which the worker finds the label of a method. */
export const TASK_HANDLER = 'orrery:task-handler';

/** What `@TaskHandler` says of a method. */
export interface TaskHandlerLabel {
  readonly name: string;
  readonly params?: ParamsSource;
}

/**
 * Marks a method of a Nest provider as the code of tasks of kind `handler` whose spec names `name`. The method gets one
 * `TaskContext`; what it returns (JSON) is the result of the run, what it throws fails the attempt. With `params` the
 * parameters of the run are checked first.
 */
export function TaskHandler(name: string, options: Omit<TaskHandlerLabel, 'name'> = {}): MethodDecorator {
  return SetMetadata(TASK_HANDLER, { ...options, name } satisfies TaskHandlerLabel);
}
