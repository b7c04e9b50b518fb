import type { FieldError } from '../../errors.js';
import { compensationOf } from '../node.js';
import type { WorkflowDefinition } from '../workflow.js';

/** A strategy that compensates where nothing says how. */
export function checkCompensation({
  onFailure,
  nodes,
}: Pick<WorkflowDefinition, 'onFailure' | 'nodes'>): FieldError[] {
  if (onFailure !== 'compensate' || nodes.some((node) => compensationOf(node))) return [];
  return [{ pointer: '/onFailure', detail: 'is compensate, and no node says by `compensate` how' }];
}
