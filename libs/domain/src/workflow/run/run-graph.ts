import { graphOf, rank, type Graph } from '../graph.js';
import { compensationOf } from '../node.js';
import { PlacedNodes } from '../placed-nodes.js';
import type { TriggerRule } from '../trigger-rule.js';
import type { FailureStrategy, WorkflowDefinition } from '../workflow.js';

/** What of a definition decides which node comes next: made once for a version, and asked at every step of its runs. */
export interface RunGraph extends Graph {
  /** Nodes first, finally nodes last; their numbers are their places here. */
  readonly nodes: PlacedNodes;
  readonly rules: readonly TriggerRule[];
  /** The first of the finally nodes, or the number of nodes. */
  readonly firstFinal: number;
  /** Every node after those it depends on. */
  readonly order: readonly number[];
  /** Nodes that have a compensation, the one to be undone first coming first. */
  readonly undoOrder: readonly number[];
  readonly onFailure: FailureStrategy;
  /** 0: any number. */
  readonly maxParallel: number;
}

/** Of a definition without problems. */
export function runGraph(definition: WorkflowDefinition): RunGraph {
  const nodes = new PlacedNodes(definition);
  const graph = graphOf(nodes);
  const { order } = rank(graph);
  return {
    ...graph,
    nodes,
    rules: nodes.all.map(({ node }) => node.triggerRule),
    firstFinal: definition.nodes.length,
    order,
    undoOrder: order.filter((number) => compensationOf(nodes.all[number]!.node)).reverse(),
    onFailure: definition.onFailure,
    maxParallel: definition.maxParallel,
  };
}
