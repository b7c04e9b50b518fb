import { graphOf, rank, type Graph, type Ranking } from './graph.js';
import { PlacedNodes } from './placed-nodes.js';
import type { WorkflowDefinition } from './workflow.js';

/** How a workflow would run if every node ran, as soon as it can. */
export interface WorkflowPlan {
  /** Ids of the nodes that could run at the same time; each level waits for one before it. Finally nodes come last. */
  readonly levels: readonly (readonly string[])[];
  /** Nodes of the widest level. */
  readonly width: number;
  readonly criticalPath: CriticalPath;
}

/** The nodes that decide how long it takes, in their order. */
export interface CriticalPath {
  readonly nodes: readonly string[];
  readonly durationMs: number;
}

/**
 * Plans a definition without problems.
 * @param durations of nodes in ms, by id; a node that is not there counts 1.
 */
export function planWorkflow(
  definition: Pick<WorkflowDefinition, 'nodes' | 'finally'>,
  durations: ReadonlyMap<string, number> = new Map(),
): WorkflowPlan {
  const parts = [definition.nodes, definition.finally].map((part) => {
    const nodes = new PlacedNodes({ nodes: part, finally: [] });
    const graph = graphOf(nodes);
    const ranking = rank(graph);
    const ids = part.map(({ id }) => id);
    return { levels: levelsOf(ids, ranking), path: criticalPath(ids, graph, ranking, durations) };
  });
  const levels = parts.flatMap((part) => part.levels);
  return {
    levels,
    width: levels.reduce((widest, { length }) => Math.max(widest, length), 0),
    criticalPath: {
      nodes: parts.flatMap(({ path }) => path.nodes),
      durationMs: parts.reduce((sum, { path }) => sum + path.durationMs, 0),
    },
  };
}

function levelsOf(ids: readonly string[], { order, levels }: Ranking): string[][] {
  const byLevel: string[][] = [];
  for (const number of order) (byLevel[levels[number]!] ??= []).push(ids[number]!);
  return byLevel;
}

/** The way that takes longest; of several, the one through the nodes that stand first. */
function criticalPath(
  ids: readonly string[],
  { upstream }: Graph,
  { order }: Ranking,
  durations: ReadonlyMap<string, number>,
): CriticalPath {
  const endsAt = ids.map(() => 0);
  const before = ids.map((): number | undefined => undefined);
  let last: number | undefined;
  for (const number of order) {
    for (const above of upstream[number]!) {
      const latest = before[number];
      if (latest === undefined || endsAt[above]! > endsAt[latest]!) before[number] = above;
    }
    const latest = before[number];
    endsAt[number] = (latest === undefined ? 0 : endsAt[latest]!) + (durations.get(ids[number]!) ?? 1);
    if (last === undefined || endsAt[number] > endsAt[last]!) last = number;
  }
  const path: string[] = [];
  for (let at = last; at !== undefined; at = before[at]) path.push(ids[at]!);
  return { nodes: path.reverse(), durationMs: last === undefined ? 0 : endsAt[last]! };
}
