import type { FieldError, HttpSpec, TaskDefinition } from '@orrery/domain';
import { isOutputName, outputNameHint } from './output-name.js';
import { OutputPath } from './output-path.js';

/** What the result of an `http` task holds besides its outputs. */
const partsOfResponse: readonly string[] = ['status', 'body', 'truncated'];

/** Outputs of a task's spec that nobody could read: each by its pointer. */
export function specOutputFaults({ kind, spec }: Pick<TaskDefinition, 'kind' | 'spec'>): FieldError[] {
  if (kind !== 'http') return [];
  return Object.entries((spec as HttpSpec).outputs ?? {}).flatMap(([name, path]) => {
    const detail = nameFault(name) ?? pathFault(path);
    const step = name.replaceAll('~', '~0').replaceAll('/', '~1');
    return detail === undefined ? [] : [{ pointer: `/spec/outputs/${step}`, detail }];
  });
}

function nameFault(name: string): string | undefined {
  if (partsOfResponse.includes(name)) return 'is already the name of a part of the response';
  return isOutputName(name) ? undefined : `must be named by ${outputNameHint}`;
}

function pathFault(path: string): string | undefined {
  const read = OutputPath.read(path);
  return read instanceof OutputPath ? undefined : read.fault;
}
