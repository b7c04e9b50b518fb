import type { FieldError } from '../../errors.js';
import { below } from '../pointer.js';
import type { PlacedNodes } from '../placed-nodes.js';
import { mostNodes } from '../workflow.js';

/** Too many nodes, none at all, and ids that are taken. */
export function checkNodes(nodes: PlacedNodes): FieldError[] {
  const problems: FieldError[] = [];
  if (nodes.all.length > mostNodes) {
    const detail = `has ${nodes.all.length} nodes with the finally nodes: ${mostNodes} are allowed; divide it into subworkflows`;
    problems.push({ pointer: '/nodes', detail });
  }
  if (nodes.all.every(({ isFinal }) => isFinal)) {
    problems.push({ pointer: '/nodes', detail: 'must have a node at least' });
  }
  for (const placed of nodes.all) {
    const owner = nodes.find(placed.node.id)!;
    if (owner === placed) continue;
    const detail = `"${placed.node.id}" is the id of ${owner.pointer} already`;
    problems.push({ pointer: below(placed.pointer, 'id'), detail });
  }
  return problems;
}
