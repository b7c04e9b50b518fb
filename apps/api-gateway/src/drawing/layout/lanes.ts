import type { LayoutPlan, PlannedEdge } from './layout.js';
import { levelsOf } from './levels.js';

/** Next to nothing: gaps are between lanes as well. */
const LANE_HEIGHT = 1;

/** A box, or a piece of a lane: the way of edges through a column that lies between their ends. */
export interface Vertex {
  readonly column: number;
  readonly width: number;
  readonly height: number;
  /** The box whose place in the plan it takes, when nothing else decides on an order. */
  readonly box: number;
}

/** A plan in which every link leads from one column to the next. */
export interface LanePlan {
  /** The boxes, by their numbers, and then pieces of lanes. */
  readonly vertices: readonly Vertex[];
  readonly links: readonly (readonly [from: number, to: number])[];
  /** For each edge, the pieces of lanes that it takes. */
  readonly ways: readonly (readonly number[])[];
}

/**
 * Long edges that leave one box, or reach one, share a lane: what depends on the first node of all, or is awaited by the last one,
 * would have lanes without number otherwise.
 */
export function planLanes(plan: LayoutPlan): LanePlan {
  const columns = levelsOf(plan);
  const vertices = plan.boxes.map((size, box): Vertex => ({ ...size, column: columns[box]!, box }));
  const lanes = new Map<string, number>();
  const ownerOf = laneOwners(plan.edges.filter(({ from, to }) => columns[to]! - columns[from]! > 1));
  const ways = plan.edges.map((edge) => {
    const owner = ownerOf(edge);
    const way: number[] = [];
    for (let column = columns[edge.from]! + 1; column < columns[edge.to]!; column += 1) {
      const key = `${owner.key} ${column}`;
      const known = lanes.get(key) ?? vertices.length;
      if (known === vertices.length) {
        vertices.push({ column, width: plan.boxes[owner.box]!.width, height: LANE_HEIGHT, box: owner.box });
        lanes.set(key, known);
      }
      way.push(known);
    }
    return way;
  });
  return { vertices, links: linksOf(plan.edges, ways), ways };
}

/** Of the two ends of an edge, the one that more of the long edges have in common. */
function laneOwners(longEdges: readonly PlannedEdge[]): (edge: PlannedEdge) => { key: string; box: number } {
  const leaving = new Map<number, number>();
  const reaching = new Map<number, number>();
  for (const { from, to } of longEdges) {
    leaving.set(from, (leaving.get(from) ?? 0) + 1);
    reaching.set(to, (reaching.get(to) ?? 0) + 1);
  }
  return ({ from, to }) => {
    const isShared = (leaving.get(from) ?? 0) >= (reaching.get(to) ?? 0);
    return isShared ? { key: `from ${from}`, box: from } : { key: `to ${to}`, box: to };
  };
}

function linksOf(edges: readonly PlannedEdge[], ways: LanePlan['ways']): [number, number][] {
  const links = new Map<string, [number, number]>();
  for (const [number, { from, to }] of edges.entries()) {
    const stops = [from, ...ways[number]!, to];
    for (const [step, stop] of stops.slice(1).entries())
      links.set(`${stops[step]} ${stop}`, [stops[step]!, stop]);
  }
  return [...links.values()];
}
