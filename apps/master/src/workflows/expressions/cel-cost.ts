import type { ASTNode } from '@marcbachmann/cel-js';
import { celNodes, listMacros } from './cel-nodes.js';

/** Operators that may look at all of a value, as at each item of a list. */
const thorough: ReadonlySet<string> = new Set(['==', '!=', 'in', '+', 'call', 'rcall']);
/** So many looks at all of a value of 1 MB still take less than anybody notices. */
const mostLooks = 3;

/** Whether an expression may take long: it goes through lists, or looks at whole values often. */
export function isCostly(ast: ASTNode): boolean {
  let looks = 0;
  for (const node of celNodes(ast)) {
    if (node.op === 'rcall' && listMacros.has(node.args[0])) return true;
    if (thorough.has(node.op)) looks += 1;
  }
  return looks > mostLooks;
}
