import { SetMetadata } from '@nestjs/common';

/** Metadata key under which the worker finds the handler name of a method. */
export const TASK_HANDLER = 'orrery:task-handler';

/**
 * Marks a method of a Nest provider as the code of tasks of kind `handler` whose spec names `name`. The method gets one
 * `TaskContext`; what it returns (JSON) is the result of the run, what it throws fails the attempt.
 */
export function TaskHandler(name: string): MethodDecorator {
  return SetMetadata(TASK_HANDLER, name);
}
