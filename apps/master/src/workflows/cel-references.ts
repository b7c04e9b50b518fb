import type { ASTNode } from '@marcbachmann/cel-js';
import { expressionRoots, type ExpressionReference, type ExpressionRoot } from '@orrery/domain';

/** Something that the language has and expressions must not use; a reason that follows "the expression". */
export interface Refused {
  readonly refused: string;
}

const hyphenHint = ' (the node "a-b" is written nodes["a-b"])';

/** Methods that name a variable for each item of the list they look at. */
const binding: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

const refusals: Readonly<Record<string, string>> = {
  matches: 'uses a regular expression, which may take for ever: use contains, startsWith or endsWith',
  bind: 'uses cel.bind, which workflows do not know',
};

/** What an expression speaks of. The depth of its nesting is limited by the parser. */
export function celReferences(ast: ASTNode): readonly ExpressionReference[] | Refused {
  const references: ExpressionReference[] = [];
  const refused = visit(ast, new Set(), references);
  return refused ?? references;
}

function visit(
  node: ASTNode,
  bound: ReadonlySet<string>,
  references: ExpressionReference[],
): Refused | undefined {
  const reference = referenceOf(node, bound);
  if (reference) {
    references.push(reference);
    return undefined;
  }
  if (node.op === 'id' && !bound.has(node.args)) {
    return {
      refused: `speaks of "${node.args}", which is none of ${expressionRoots.join(', ')}${hyphenHint}`,
    };
  }
  if (node.op !== 'rcall') return visitAll(node.args, bound, references);
  const [name, receiver, args] = node.args;
  if (Object.hasOwn(refusals, name)) return { refused: refusals[name]! };
  const variable = binding.has(name) && args[0]?.op === 'id' ? args[0].args : undefined;
  const inside = variable === undefined ? bound : new Set([...bound, variable]);
  return visit(receiver, bound, references) ?? visitAll(args, inside, references);
}

/** Arguments are nodes, lists of them, and plain values, by the operator. */
function visitAll(
  args: unknown,
  bound: ReadonlySet<string>,
  references: ExpressionReference[],
): Refused | undefined {
  if (Array.isArray(args)) {
    for (const each of args) {
      const refused = visitAll(each, bound, references);
      if (refused) return refused;
    }
    return undefined;
  }
  return isNode(args) ? visit(args, bound, references) : undefined;
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value;
}

function referenceOf(node: ASTNode, bound: ReadonlySet<string>): ExpressionReference | undefined {
  if (node.op === 'id') {
    const root = rootOf(node, bound);
    return root && { root };
  }
  if (node.op === '.') {
    const root = rootOf(node.args[0], bound);
    return root && { root, field: node.args[1] };
  }
  if (node.op !== '[]') return undefined;
  const [left, index] = node.args;
  const root = rootOf(left, bound);
  if (root === undefined || index.op !== 'value' || typeof index.args !== 'string') return undefined;
  return { root, field: index.args };
}

function rootOf(node: ASTNode, bound: ReadonlySet<string>): ExpressionRoot | undefined {
  if (node.op !== 'id' || bound.has(node.args)) return undefined;
  return expressionRoots.find((root) => root === node.args);
}
