import type { ASTNode } from '@marcbachmann/cel-js';

/** Every node of a parsed expression, itself included. The depth of its nesting is limited by the parser. */
export function* celNodes(value: unknown): Generator<ASTNode> {
  if (Array.isArray(value)) {
    for (const each of value) yield* celNodes(each);
  } else if (isCelNode(value)) {
    yield value;
    yield* celNodes(value.args);
  }
}

/** Arguments of nodes are nodes, lists of them, and plain values, by the operator. */
export function isCelNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value;
}

/** Methods that name a variable for each item of the list they look at. */
export const listMacros: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
