import { isTerminal, type NodeOutcome, type NodeState, type RunState } from '@orrery/domain';
import type { NodeRunRow } from '../../persistence/stores/node-run.store.js';
import type { WorkflowNews } from '../running/workflow-news.js';

/** What is known of a node that its workflow run takes for running, or for being undone. */
export interface OpenNode {
  readonly nodeId: string;
  readonly isUndoing: boolean;
  /** Undefined: it is gone. */
  readonly row: NodeRunRow | undefined;
  /** Of the run it waits for; undefined: there is none, or it is gone. */
  readonly runState: RunState | undefined;
  /** Of a map: whether an item's run goes on, and how many have succeeded. */
  readonly items?: { readonly isOpen: boolean; readonly succeeded: number };
}

/** What there is to tell about a node; `idle`: nothing goes on for it, so somebody has to look. */
export type MissedNews = { readonly kind: 'news'; readonly news: WorkflowNews[] } | { readonly kind: 'idle' };

const outcomes: ReadonlySet<NodeState> = new Set(['succeeded', 'failed', 'skipped', 'cancelled']);

/**
 * What a workflow run should have been told about one of its nodes, and was not.
 * @param overdueBefore a node whose time was up before should have been looked at.
 */
export function missedNews(node: OpenNode, overdueBefore: Date): MissedNews {
  const { nodeId, row } = node;
  if (node.isUndoing) return ofRun(node, 'undo');
  if (row === undefined) return lost(nodeId, 'its row is gone');
  if (row.state !== 'running') return ended(nodeId, row.state);
  if (row.total !== null) return ofItems(node, row);
  if (row.run_id !== null) return ofRun(node, 'own');
  if (row.until_at === null) return lost(nodeId, 'it waits for nothing');
  return told(row.until_at < overdueBefore ? [{ kind: 'look', nodeId }] : []);
}

function ofRun({ nodeId, runState }: OpenNode, part: 'own' | 'undo'): MissedNews {
  if (runState !== undefined) {
    return told(isTerminal(runState) ? [{ kind: 'run', nodeId, part, state: runState }] : []);
  }
  if (part === 'undo') return told([{ kind: 'run', nodeId, part, state: 'failed' }]);
  return lost(nodeId, 'its run is gone');
}

function ofItems({ nodeId, items }: OpenNode, { begun, ended, failed }: NodeRunRow): MissedNews {
  if (!items || items.isOpen) return told([]);
  const unheard = begun! - ended!;
  if (unheard === 0) return { kind: 'idle' };
  const unheardFailures = Math.max(0, begun! - items.succeeded - failed!);
  const news = Array.from({ length: unheard }, (_, at): WorkflowNews => {
    const state = at < unheardFailures ? 'failed' : 'succeeded';
    return { kind: 'run', nodeId, part: 'item', state };
  });
  return told(news);
}

function ended(nodeId: string, state: NodeState): MissedNews {
  if (!outcomes.has(state)) return lost(nodeId, `it stands as ${state}`);
  return told([{ kind: 'decided', nodeId, result: { outcome: state as NodeOutcome } }]);
}

function lost(nodeId: string, why: string): MissedNews {
  const failure = { kind: 'lost', message: `nothing runs for it any more: ${why}` };
  return told([{ kind: 'decided', nodeId, result: { outcome: 'failed', failure } }]);
}

function told(news: WorkflowNews[]): MissedNews {
  return { kind: 'news', news };
}
