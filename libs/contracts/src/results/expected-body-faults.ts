import type { FieldError, HttpSpec, TaskDefinition } from '@orrery/domain';
import { BodyPattern } from './body-pattern.js';
import { OutputPath } from './output-path.js';

/** What of the expected body of an `http` task nobody could check: each by its pointer. */
export function expectedBodyFaults({ kind, spec }: Pick<TaskDefinition, 'kind' | 'spec'>): FieldError[] {
  if (kind !== 'http') return [];
  const { matches, json = {} } = (spec as HttpSpec).expectBody ?? {};
  const pattern = matches === undefined ? undefined : BodyPattern.read(matches);
  const inPattern =
    pattern === undefined || pattern instanceof BodyPattern
      ? []
      : [{ pointer: '/spec/expectBody/matches', detail: pattern.fault }];
  const inPaths = Object.keys(json).flatMap((path) => {
    const read = OutputPath.read(path);
    const step = path.replaceAll('~', '~0').replaceAll('/', '~1');
    return read instanceof OutputPath
      ? []
      : [{ pointer: `/spec/expectBody/json/${step}`, detail: read.fault }];
  });
  return [...inPattern, ...inPaths];
}
