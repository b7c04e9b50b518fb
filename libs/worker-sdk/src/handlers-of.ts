import 'reflect-metadata';
import type { HandlerDefinition } from './define-handler.js';
import { TASK_HANDLER, type TaskHandlerLabel } from './task-handler.decorator.js';

/** The handlers among the methods of a provider, its own and inherited ones: those marked with `@TaskHandler`. */
export function handlersOf(provider: object): HandlerDefinition[] {
  return methodsOf(provider).flatMap((method) => {
    const label = Reflect.getMetadata(TASK_HANDLER, method) as TaskHandlerLabel | undefined;
    return label === undefined ? [] : [{ ...label, run: (context) => method.call(provider, context) }];
  });
}

type Method = HandlerDefinition['run'];

/** The nearest one of each name. */
function methodsOf(provider: object): Method[] {
  const methods = new Map<string, Method>();
  for (
    let owner = prototypeOf(provider);
    owner !== null && owner !== Object.prototype;
    owner = prototypeOf(owner)
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (typeof value === 'function' && !methods.has(name)) methods.set(name, value as Method);
    }
  }
  return [...methods.values()];
}

function prototypeOf(object: object): object | null {
  return Object.getPrototypeOf(object) as object | null;
}
