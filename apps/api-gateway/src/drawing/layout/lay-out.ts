import {
  coordCenter,
  coordSimplex,
  decrossTwoLayer,
  graph,
  sugiyama,
  twolayerAgg,
  type Coord,
  type Graph,
  type GraphNode,
  type SugiNode,
} from 'd3-dag';
import { planLanes, type Vertex } from './lanes.js';
import type { Layout, LayoutPlan } from './layout.js';

/** Up to so many vertices and links, lanes are straightened: with ten times as many that takes a hundred times as long. */
const STRAIGHT_LIMIT = 150;
/** Up to so many, crossings are looked for until none more go away. */
const CAREFUL_LIMIT = 600;
const CAREFUL_PASSES = 24;
const HASTY_PASSES = 4;

/**
 * Columns by the longest way to a box, few crossings, no box upon another: the method of Sugiyama, Tagawa and Toda (1981),
 * as d3-dag has it. The same plan has the same layout always.
 */
export function layOut(plan: LayoutPlan): Layout {
  if (plan.boxes.length === 0) return { width: 0, height: 0, boxes: [], ways: [] };
  const { vertices, links, ways } = planLanes(plan);
  const effort = vertices.length + links.length;
  const dag = graph<Vertex, undefined>();
  const nodes = vertices.map((vertex) => dag.node(vertex));
  for (const [from, to] of links) dag.link(nodes[from]!, nodes[to]!, undefined);
  const { width: across, height: along } = sugiyama()
    .nodeSize(({ data }: GraphNode<Vertex>) => [data.height, data.width] as const)
    .gap([plan.gaps.across, plan.gaps.along])
    .layering(byColumn)
    .decross(uncrossed(effort <= CAREFUL_LIMIT ? CAREFUL_PASSES : HASTY_PASSES))
    .coord((effort <= STRAIGHT_LIMIT ? coordSimplex() : coordCenter()) as Coord<unknown, unknown>)(dag);
  const places = nodes.map(({ x, y }) => ({ x: y, y: x }));
  return {
    ...{ width: along, height: across },
    boxes: places.slice(0, plan.boxes.length),
    ways: ways.map((way) => way.map((vertex) => places[vertex]!)),
  };
}

/** Vertices know their columns; gives the number of the last one. */
function byColumn(dag: Graph<Vertex>): number {
  let last = 0;
  for (const node of dag.nodes()) {
    node.y = node.data.column;
    last = Math.max(last, node.y);
  }
  return last;
}

/** Begins with the order of the plan, and leaves it for orders with fewer crossings only: people wrote it down like that. */
function uncrossed(passes: number): (columns: SugiNode<Vertex>[][]) => void {
  const uncross = decrossTwoLayer().order(twolayerAgg()).passes(passes);
  return (columns) => {
    for (const column of columns) column.sort((a, b) => boxOf(a) - boxOf(b));
    uncross(columns);
  };
}

function boxOf({ data }: SugiNode<Vertex>): number {
  return (data.role === 'node' ? data.node : data.link.target).data.box;
}
