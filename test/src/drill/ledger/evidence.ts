import type { FireOutcome, RunState } from '@orrery/domain';
import type { RunEffects } from '../effects/read-effects.js';
import type { DrillLoad } from '../load/drill-load.js';
import type { RunPart } from '../load/node-plans.js';
import type { Triggered } from '../load/trigger-client.js';
import type { WorkflowBooks } from '../workflows/workflow-books.js';

/** Rows of the master's schema as they stood at the end; instants in epoch milliseconds. */
export interface FireRow {
  readonly scheduleId: string;
  readonly plannedAt: number;
  readonly outcome: FireOutcome;
  readonly reason: string | null;
  readonly runId: string | null;
}

export interface RunRow {
  readonly id: string;
  readonly taskId: string;
  readonly scheduleId: string | null;
  readonly plannedAt: number | null;
  readonly state: RunState;
  readonly attempt: number;
  readonly firstDispatchedAt: number | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly workerId: string | null;
  readonly params: Readonly<Record<string, unknown>>;
  /** The workflow run whose node it was made for. */
  readonly workflowRunId: string | null;
  readonly nodeId: string | null;
  readonly nodePart: RunPart | null;
}

/** An attempt that has ended. */
export interface AttemptRow {
  readonly runId: string;
  readonly attempt: number;
  readonly state: RunState;
  readonly workerId: string | null;
  readonly startedAt: number | null;
  readonly finishedAt: number;
}

/** All that the drill judges by, once everything has ended. */
export interface Evidence {
  readonly load: DrillLoad;
  readonly fires: readonly FireRow[];
  readonly runs: readonly RunRow[];
  readonly attempts: readonly AttemptRow[];
  readonly effects: ReadonlyMap<string, RunEffects>;
  /** How many alarms each run raised that ended badly. */
  readonly alarms: ReadonlyMap<string, number>;
  readonly triggered: readonly Triggered[];
  readonly workflows: WorkflowBooks;
}
