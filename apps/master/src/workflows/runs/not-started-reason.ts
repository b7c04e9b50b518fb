import type { NotStarted, RunGraph } from '@orrery/domain';

const nodesNamed = 3;

/** Says to users why a node has not started. */
export function reasonOf(graph: RunGraph, why: NotStarted): string {
  switch (why.kind) {
    case 'waits':
      return why.nodes.length === 0 ? 'it has not begun' : `waits for ${named(graph, why.nodes)}`;
    case 'ready':
      return 'waits for a resume, or for room among the nodes that run at once';
    case 'not_chosen':
      return `not chosen by ${named(graph, why.nodes)}`;
    case 'no_failure':
      return `it is for a failure, and there was none: of ${named(graph, why.nodes)}`;
    case 'upstream_skipped':
      return `skipped because ${named(graph, why.nodes)} did not run`;
    case 'upstream_failed':
      return `not started because of the failure of ${named(graph, why.nodes)}`;
    case 'failure_elsewhere':
      return `not started any more after the failure of ${named(graph, why.nodes)}`;
    case 'stopped':
      return 'not started any more: the workflow run was stopped';
  }
}

function named({ nodes }: RunGraph, numbers: readonly number[]): string {
  const ids = numbers.slice(0, nodesNamed).map((number) => `"${nodes.all[number]!.node.id}"`);
  const more = numbers.length > nodesNamed ? ` and ${numbers.length - nodesNamed} more` : '';
  return `${numbers.length === 1 ? 'node' : 'nodes'} ${ids.join(', ')}${more}`;
}
