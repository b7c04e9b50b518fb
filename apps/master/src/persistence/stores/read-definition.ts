import { defaultIsolation, defaultRouting, noRequirements, type TaskDefinition } from '@orrery/domain';

/** What definitions have that were written before a field existed. */
const sinceAdded = {
  tags: [],
  weight: 1,
  maxConcurrent: 0,
  routing: defaultRouting,
  requires: noRequirements,
  isolation: defaultIsolation,
  secrets: {},
};

/** A definition from its stored text, complete also when an older version of the platform wrote it. */
export function readDefinition(stored: string): TaskDefinition {
  return { ...sinceAdded, ...(JSON.parse(stored) as TaskDefinition) };
}
