import diff, { type Difference } from 'microdiff';
import type { ChangeOperation, WorkflowChangeDto } from '@orrery/contracts';
import { below, type WorkflowDefinition, type WorkflowNode } from '@orrery/domain';

const operations: Readonly<Record<Difference['type'], ChangeOperation>> = {
  CREATE: 'add',
  REMOVE: 'remove',
  CHANGE: 'replace',
};

/** What changed from one definition to another. Nodes are compared by their ids: where they stand in the list means nothing. */
export function diffWorkflows(before: WorkflowDefinition, after: WorkflowDefinition): WorkflowChangeDto[] {
  return diff(withNodesById(before), withNodesById(after), { cyclesFix: false }).map(toChange);
}

function toChange(difference: Difference): WorkflowChangeDto {
  const { type, path } = difference;
  const isNode = path[0] === 'nodes' || path[0] === 'finally';
  return {
    op: operations[type],
    path: below('', ...path),
    nodeId: isNode && path.length > 1 ? String(path[1]) : null,
    ...('oldValue' in difference && { before: difference.oldValue as unknown }),
    ...('value' in difference && { after: difference.value as unknown }),
  };
}

function withNodesById(definition: WorkflowDefinition): Record<string, unknown> {
  const byId = (nodes: readonly WorkflowNode[]) => Object.fromEntries(nodes.map((node) => [node.id, node]));
  const { nodes, finally: last } = definition;
  return bare({ ...definition, nodes: byId(nodes), finally: byId(last) }) as Record<string, unknown>;
}

/** A copy whose objects have no prototype: a node may be called `toString`, and no such field is there before it is. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [name, child] of Object.entries(value)) copy[name] = bare(child);
  return copy;
}
