import type { RunState } from '@orrery/domain';
import type { NodePart } from '../../persistence/stores/run-row.js';
import type { NodeResult } from './node-start.js';

/** What a workflow run is told. */
export type WorkflowNews =
  /** A run that was made for one of its nodes has ended. */
  | { readonly kind: 'run'; readonly nodeId: string; readonly part: NodePart; readonly state: RunState }
  /** It is time to look at a node; without one, at the whole. */
  | { readonly kind: 'look'; readonly nodeId: string | null }
  /** What a node waited for is there, or somebody has decided about it. */
  | { readonly kind: 'decided'; readonly nodeId: string; readonly result: NodeResult };

/** News by the id of the workflow run. */
export type NewsByRun = ReadonlyMap<string, readonly WorkflowNews[]>;
