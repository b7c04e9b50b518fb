import type { FieldError } from '../../errors.js';
import { branchTargets } from '../branches.js';
import type { Graph, Ranking } from '../graph.js';
import type { PlacedNodes } from '../placed-nodes.js';
import type { TriggerRule } from '../trigger-rule.js';

/** Nodes that every run skips: a switch or condition they depend on never goes on with them, or only with others. */
export function checkReachability(nodes: PlacedNodes, graph: Graph, { order }: Ranking): FieldError[] {
  const problems: FieldError[] = [];
  const isSkipped = nodes.all.map(() => false);
  const chosen = nodes.all.map(({ node }) => {
    const targets = branchTargets(node);
    return targets && new Set(targets.map(({ id }) => id));
  });
  for (const number of order) {
    const { node, pointer } = nodes.all[number]!;
    const above = graph.upstream[number]!;
    const cut = above.filter((each) => isSkipped[each] || chosen[each]?.has(node.id) === false);
    // Names of nodes that do not exist are told elsewhere, and count here as if they did.
    if (!isNeverMet(node.triggerRule, new Set(node.dependsOn).size, cut.length)) continue;
    isSkipped[number] = true;
    const cause = nodes.all[cut[0]!]!.node;
    const reason = isSkipped[cut[0]!]
      ? `it waits for "${cause.id}", which is never reached`
      : `${cause.kind} "${cause.id}" has it among none of its targets`;
    problems.push({ pointer, detail: `"${node.id}" is never reached: ${reason}` });
  }
  return problems;
}

/** Whether so many nodes that are always skipped, of those depended on, keep the rule from being met ever. */
function isNeverMet(rule: TriggerRule, depended: number, skipped: number): boolean {
  if (skipped === 0) return false;
  switch (rule) {
    case 'all_success':
    case 'all_failed':
      return true;
    case 'one_success':
    case 'one_failed':
    case 'none_failed_min_one_success':
      return skipped === depended;
    case 'all_done':
    case 'none_failed':
    case 'always':
      return false;
  }
}
