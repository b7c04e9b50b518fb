import type { FieldError } from '../errors.js';
import { below } from '../workflow/pointer.js';
import type { ContainerSpec, TaskDefinition } from './task.js';

type Isolated = Pick<TaskDefinition, 'kind' | 'spec' | 'isolation'>;

const fileName = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

/** What of a task's isolation cannot be, or says something twice: each by its pointer. */
export function isolationFaults(definition: Isolated): FieldError[] {
  const { kind, spec } = definition;
  const imageFault = imageFaultOf(definition);
  const faults = imageFault === undefined ? [] : [{ pointer: '/isolation/image', detail: imageFault }];
  return kind === 'container' ? [...faults, ...fileFaults(spec as ContainerSpec)] : faults;
}

function imageFaultOf({ kind, isolation: { level, image } }: Isolated): string | undefined {
  if (kind === 'container')
    return image === undefined ? undefined : 'must be left out: the image of the task stands in /spec/image';
  const isNeeded = level === 'container' && (kind === 'shell' || kind === 'script');
  if (isNeeded && image === undefined)
    return 'is required by the level "container": the command runs inside of it';
  return isNeeded || image === undefined
    ? undefined
    : 'is only for shell and script tasks of the level "container"';
}

function fileFaults({ files = {} }: ContainerSpec): FieldError[] {
  const detail =
    'must be named by letters, digits, ".", "_" or "-", at most 100, beginning with none of "-" and "."';
  return Object.keys(files)
    .filter((name) => !fileName.test(name))
    .map((name) => ({ pointer: below('/spec/files', name), detail }));
}
