import { expectedBodyFaults, invalid, specOutputFaults } from '@orrery/contracts';
import {
  isolationFaults,
  routingFaults,
  secretFaults,
  type FieldError,
  type TaskDefinition,
} from '@orrery/domain';

type Ruled = Pick<TaskDefinition, 'routing' | 'kind' | 'spec' | 'isolation' | 'secrets'>;

/** Refuses a definition whose parts contradict each other. @throws InvalidError naming each field. */
export function mustMakeSense(definition: Ruled): void {
  const faults = taskFaults(definition);
  if (faults.length > 0) throw invalid(faults);
}

/** What of its fields, each right by itself, cannot be together, or cannot be read. */
export function taskFaults(definition: Ruled): FieldError[] {
  return [
    ...routingFaults(definition),
    ...specOutputFaults(definition),
    ...expectedBodyFaults(definition),
    ...isolationFaults(definition),
    ...secretFaults(definition),
  ];
}
