import type { WorkflowNode } from './node.js';
import { below } from './pointer.js';

/** A node that another one may choose to go on with. */
export interface BranchTarget {
  readonly id: string;
  /** Where it is named, from the node that chooses. */
  readonly pointer: string;
}

/** What a switch or a condition chooses among; undefined for nodes that choose nothing. */
export function branchTargets(node: WorkflowNode): BranchTarget[] | undefined {
  switch (node.kind) {
    case 'switch':
      return [
        ...node.cases.flatMap(({ to }, index) => targets(to, below('/cases', index, 'to'))),
        ...targets(node.default, '/default'),
      ];
    case 'condition':
      return [...targets(node.then, '/then'), ...targets(node.else, '/else')];
    default:
      return undefined;
  }
}

function targets(ids: readonly string[], pointer: string): BranchTarget[] {
  return ids.map((id, index) => ({ id, pointer: below(pointer, index) }));
}
