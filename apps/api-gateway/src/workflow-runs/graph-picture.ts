import type { GraphNode, WorkflowGraph } from '@orrery/contracts';
import { durationText } from '../drawing/duration-text.js';
import type { GraphPicture, PicturedNode } from '../drawing/graph/graph-picture.js';
import { ZoneClock } from '../drawing/timeline/zone-clock.js';

/** What is drawn of a workflow run as a graph. */
export function graphPicture(graph: WorkflowGraph): GraphPicture {
  const { workflowRunId, workflowName, version, state, durationMs, timeZone, nodes, edges } = graph;
  const tell = new ZoneClock(timeZone).formatter({ dateStyle: 'medium', timeStyle: 'medium' });
  const zone = nodes.some(({ waitsUntil }) => waitsUntil !== null) ? ` · times in ${timeZone}` : '';
  const duration = durationMs === null ? '' : ` · ${durationText(durationMs)}`;
  return {
    title: `${workflowName} · version ${version}`,
    subtitle: `${workflowRunId} · ${state.replaceAll('_', ' ')}${duration}${zone}`,
    nodes: nodes.map((node) => picturedNode(node, tell)),
    edges: edges.map(({ from, to, label }) => ({ from, to, ...(label !== null && { label }) })),
  };
}

function picturedNode(node: GraphNode, tell: (ms: number) => string): PicturedNode {
  const { nodeId: id, kind, state, durationMs, attempt, isFinal } = node;
  const note = noteOf(node, tell);
  return {
    ...{ id, kind, state, durationMs, isFinal },
    ...(attempt !== null && { attempt }),
    ...(note !== undefined && { note }),
  };
}

function noteOf({ items, waitsUntil }: GraphNode, tell: (ms: number) => string): string | undefined {
  if (items) {
    const failed = items.failed === 0 ? '' : `, ${items.failed} failed`;
    return `${items.ended} of ${items.total} items${failed}`;
  }
  return waitsUntil === null ? undefined : `until ${tell(Date.parse(waitsUntil))}`;
}
