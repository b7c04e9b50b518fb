import type { Layout, LayoutPlan, Size } from '../layout/layout.js';
import type { Markup } from '../svg/markup.js';
import { boxSizes } from './box-texts.js';
import { drawBox } from './draw-box.js';
import { drawEdge, labelRoom } from './draw-edge.js';
import { mergeEdges } from './merge-edges.js';
import type { GraphPicture, PicturedEdge, PicturedNode } from './graph-picture.js';

const GAP_ALONG = 64;
const GAP_ACROSS = 16;

/** The finally nodes of a graph or the others: either is a graph of its own. */
export interface GraphPart {
  readonly nodes: readonly PicturedNode[];
  readonly edges: readonly PicturedEdge[];
  readonly plan: LayoutPlan;
}

export function partOf(picture: GraphPicture, isFinal: boolean, sizes: ReadonlyMap<string, Size>): GraphPart {
  const nodes = picture.nodes.filter((node) => node.isFinal === isFinal);
  const numbers = new Map(nodes.map(({ id }, number) => [id, number]));
  const edges = mergeEdges(picture.edges.filter(({ from }) => numbers.has(from)));
  const labels = edges.flatMap(({ label }) => label ?? []);
  const plan = {
    boxes: nodes.map(({ id }) => sizes.get(id)!),
    edges: edges.map(({ from, to }) => ({ from: numbers.get(from)!, to: numbers.get(to)! })),
    gaps: { along: GAP_ALONG + labelRoom(labels), across: GAP_ACROSS },
  };
  return { nodes, edges, plan };
}

/** Edges first: boxes lie upon them. */
export function drawPart({ nodes, edges, plan }: GraphPart, layout: Layout): Markup[] {
  const lines = edges.flatMap(({ label }, number) => {
    const { from, to } = plan.edges[number]!;
    const columnWidth = plan.boxes[from]!.width;
    const [source, target] = [layout.boxes[from]!, layout.boxes[to]!];
    return drawEdge({
      start: { x: source.x + columnWidth / 2, y: source.y },
      end: { x: target.x - columnWidth / 2, y: target.y },
      ...{ way: layout.ways[number]!, columnWidth, isNotTaken: nodes[to]!.state === 'skipped', label },
    });
  });
  const boxes = nodes.map((node, number) => drawBox(node, layout.boxes[number]!, plan.boxes[number]!));
  return [...lines, ...boxes];
}

export function sizesById(nodes: readonly PicturedNode[]): Map<string, Size> {
  const sizes = boxSizes(nodes);
  return new Map(nodes.map(({ id }, number) => [id, sizes[number]!]));
}
