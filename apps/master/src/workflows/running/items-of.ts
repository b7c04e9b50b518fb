import type { MapNode } from '@orrery/domain';
import { NodeFault } from './node-fault.js';
import type { NodeValues } from './node-values.js';
import { valueText } from './value-text.js';

/** Items of one map. */
const mostItems = 100_000;

/** The list that a map goes through. @throws NodeFault when there is none, or it is too long. */
export function itemsOf(node: MapNode, values: NodeValues): readonly unknown[] {
  const items = typeof node.items === 'string' ? values.evaluate(node.items) : values.render(node.items);
  if (!Array.isArray(items)) {
    throw new NodeFault(
      'items',
      `a map goes through a list, and ${String(node.items)} gave ${kindOf(items)}`,
    );
  }
  if (items.length <= mostItems) return items as unknown[];
  throw new NodeFault(
    'items',
    `has ${items.length} items; a map takes ${mostItems} at most: divide the list`,
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : valueText(value);
}
