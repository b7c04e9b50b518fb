import type { NodeOutcome } from '@orrery/domain';
import type { WorkflowFailure } from '../../persistence/stores/workflow-run-row.js';

/** How a node ended. */
export interface NodeResult {
  readonly outcome: NodeOutcome;
  readonly outputs?: unknown;
  /** Of a node that chooses: ids of the nodes that go on. */
  readonly chosen?: readonly string[];
  readonly failure?: WorkflowFailure;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** What a node waits for that is not a run. */
export interface NodeWait {
  /** When it has waited long enough. */
  readonly untilAt: Date;
  /** What may end the wait before, as a key (see `awaiting.ts`); null: nothing. */
  readonly awaiting: string | null;
  /** It is to be looked at right away: it may be there already. */
  readonly isLookedAt?: boolean;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** What becomes of a node that starts and needs no worker: it has ended at once, or it waits. */
export type NodeStart =
  | { readonly kind: 'ended'; readonly result: NodeResult }
  | { readonly kind: 'waits'; readonly wait: NodeWait };
