import type { ParamsOf, ParamsSource } from './params/params-source.js';
import type { TaskContext } from './task-context.js';

/** Code for tasks of kind `handler` whose spec names it. */
export interface HandlerDefinition<Params = never, Result = unknown> {
  readonly name: string;
  /** What its parameters must be; without it they are given as they come. */
  readonly params?: ParamsSource;
  /** What it returns (JSON) is the result of the run; what it throws fails the attempt. */
  run(context: TaskContext<Params>): Result | Promise<Result>;
}

/** What a handler consists of, beside its name. */
export interface HandlerParts<Source extends ParamsSource | undefined, Result> {
  readonly params?: Source;
  readonly run: (context: TaskContext<ParamsOf<Source>>) => Result | Promise<Result>;
}

/**
 * Defines the code of tasks of kind `handler` whose spec names `name`.
 * @throws TypeError when the name is empty.
 */
export function defineHandler<Result, Source extends ParamsSource | undefined = undefined>(
  name: string,
  { params, run }: HandlerParts<Source, Result>,
): HandlerDefinition<ParamsOf<Source>, Result> {
  if (name === '') throw new TypeError('A task handler needs a name.');
  return { name, ...(params !== undefined && { params }), run };
}
