import type { ASTNode } from '@marcbachmann/cel-js';
import { mostValueCharacters } from '@orrery/domain';
import { celNodes } from './cel-nodes.js';

/** What the evaluator keeps in a node once it is checked: how its operands, or its receiver and arguments, become a value. */
interface Checked {
  handle?: (first: unknown, ...rest: readonly unknown[]) => unknown;
}

/**
 * Bounds what `+` and `join` make, in all of a checked expression: a text that doubles with each step of a chain is longer than
 * the memory after some 30 steps, in less time than anybody could measure.
 */
export function boundGrowth(ast: ASTNode): void {
  for (const node of celNodes(ast)) {
    if (node.op === '+') wrap(node as Checked, (left, right) => refuseAbove(sizeOf(left) + sizeOf(right)));
    if (node.op === 'rcall' && node.args[0] === 'join') {
      wrap(node as Checked, (args) => refuseAbove(joinedSize(args as readonly unknown[])));
    }
  }
}

function wrap(node: Checked, before: (...operands: readonly unknown[]) => void): void {
  const { handle } = node;
  if (handle === undefined) throw new Error('This version of the evaluator keeps no handlers in its nodes.');
  node.handle = (...operands) => {
    before(...operands);
    return handle(...operands);
  };
}

function refuseAbove(size: number): void {
  if (size <= mostValueCharacters) return;
  throw new Error(`makes a text or a list longer than ${mostValueCharacters}`);
}

function joinedSize([list, separator]: readonly unknown[]): number {
  if (!Array.isArray(list)) return 0;
  return list.reduce<number>((sum, each) => sum + sizeOf(each) + sizeOf(separator), 0);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return 0;
}
