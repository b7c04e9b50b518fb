import { invalid } from '@orrery/contracts';
import { routingFaults, type TaskDefinition } from '@orrery/domain';

/** Refuses a definition whose parts contradict each other. @throws InvalidError naming each field. */
export function mustMakeSense(definition: Pick<TaskDefinition, 'routing'>): void {
  const faults = routingFaults(definition);
  if (faults.length > 0) throw invalid(faults);
}
