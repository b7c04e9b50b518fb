import type { ASTNode } from '@marcbachmann/cel-js';
import { celNodes } from './cel-nodes.js';

/**
 * Has `has()` take a key in brackets for a field: `has(nodes["a-b"].outputs.x)`. The language knows nothing but names there, which
 * an id with a hyphen cannot be written as. The macro follows the path by itself, so that it is enough to say so in the tree.
 */
export function readKeysAsFields(ast: ASTNode): void {
  for (const node of celNodes(ast)) {
    if (node.op !== 'call' || node.args[0] !== 'has') continue;
    for (let at: ASTNode | undefined = node.args[1][0]; at !== undefined;) at = innerOf(at);
  }
}

/** The next node of a path of fields, towards its root. */
function innerOf(node: ASTNode): ASTNode | undefined {
  if (node.op === '[]') {
    const [left, key] = node.args;
    if (key.op !== 'value' || typeof key.args !== 'string') return undefined;
    Object.assign(node, { op: '.', args: [left, key.args] });
    return left;
  }
  return node.op === '.' ? node.args[0] : undefined;
}
