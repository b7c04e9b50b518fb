import type { ASTNode } from '@marcbachmann/cel-js';
import {
  expressionRoots,
  isInstant,
  runFields,
  timeFields,
  type ExpressionReference,
  type ExpressionRoot,
} from '@orrery/domain';
import { isCelNode, listMacros } from './cel-nodes.js';

/** Something that the language has and expressions must not use; a reason that follows "the expression". */
export interface Refused {
  readonly refused: string;
}

const hyphenHint = ' (the node "a-b" is written nodes["a-b"])';

const refusals: Readonly<Record<string, string>> = {
  matches: 'uses a regular expression, which may take for ever: use contains, startsWith or endsWith',
  bind: 'uses cel.bind, which workflows do not know',
  bytes: 'uses bytes, which workflows do not know',
};

/** Roots whose fields are always the same. */
const knownFields: Readonly<Partial<Record<ExpressionRoot, object>>> = { run: runFields, time: timeFields };

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
    return unknownField(reference);
  }
  if (node.op === 'id' && !bound.has(node.args)) return { refused: unknownRoot(node.args) };
  if (node.op === 'call') return callRefusal(...node.args) ?? visitAll(node.args, bound, references);
  if (node.op !== 'rcall') return visitAll(node.args, bound, references);
  const [name, receiver, args] = node.args;
  const refused = methodRefusal(name, args);
  if (refused) return refused;
  const variable = listMacros.has(name) && args[0]?.op === 'id' ? args[0].args : undefined;
  const inside = variable === undefined ? bound : new Set([...bound, variable]);
  return visit(receiver, bound, references) ?? visitAll(args, inside, references);
}

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
  return isCelNode(args) ? visit(args, bound, references) : undefined;
}

function unknownRoot(name: string): string {
  if (name === 'secrets')
    return 'speaks of "secrets", which are given to tasks only: name them in the field secrets of the task';
  return `speaks of "${name}", which is none of ${expressionRoots.join(', ')}${hyphenHint}`;
}

function unknownField({ root, field }: ExpressionReference): Refused | undefined {
  const known = knownFields[root];
  if (known === undefined || field === undefined || Object.hasOwn(known, field)) return undefined;
  return { refused: `speaks of "${root}.${field}": ${root} has ${Object.keys(known).join(', ')}` };
}

function methodRefusal(name: string, args: readonly ASTNode[]): Refused | undefined {
  if (Object.hasOwn(refusals, name)) return { refused: refusals[name]! };
  const isLocal = name === 'getDayOfYear' || (name.startsWith('get') && args.length > 0);
  return isLocal ? { refused: `uses ${name} of a zone: format() knows the zone of the workflow` } : undefined;
}

/** The language reads 30 February for 2 March, and finds out only when it is evaluated what is no instant at all. */
function callRefusal(name: string, [first]: readonly ASTNode[]): Refused | undefined {
  if (Object.hasOwn(refusals, name)) return { refused: refusals[name]! };
  if (name !== 'timestamp' || first?.op !== 'value' || typeof first.args !== 'string') return undefined;
  const text: string = first.args;
  const refused = `takes "${text}" for an instant`;
  return isInstant(text) ? undefined : { refused };
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
