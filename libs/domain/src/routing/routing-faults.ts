import type { FieldError } from '../errors.js';
import type { TaskDefinition } from '../task/task.js';

/** What of a task's routing contradicts the rest of it. */
export function routingFaults({ routing }: Pick<TaskDefinition, 'routing'>): FieldError[] {
  const faults: FieldError[] = [];
  if (routing.shards !== undefined && routing.policy !== 'SHARDING') {
    faults.push({
      pointer: '/routing/shards',
      detail: `means something with policy SHARDING only, and the policy is ${routing.policy}`,
    });
  }
  if (routing.hashParam !== undefined && routing.policy !== 'CONSISTENT_HASH') {
    faults.push({
      pointer: '/routing/hashParam',
      detail: `means something with policy CONSISTENT_HASH only, and the policy is ${routing.policy}`,
    });
  }
  return faults;
}
