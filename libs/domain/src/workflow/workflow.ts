import type { SlotReserve } from '../routing/slot-reserve.js';
import type { Priority } from '../task/task.js';
import type { WorkflowNode } from './node.js';

/**
 * What the failure of a node means for the others. `continue`: whatever does not depend on it goes on; `end`: nothing new
 * starts but what comes behind the failure, by its rule; `compensate`: as `end`, then what had succeeded is undone, the last first.
 */
export const failureStrategies = ['continue', 'end', 'compensate'] as const;
export type FailureStrategy = (typeof failureStrategies)[number];

/** Types of inputs; `instant` and `date` are ISO 8601 texts. */
export const inputTypes = [
  'string',
  'integer',
  'number',
  'boolean',
  'instant',
  'date',
  'list',
  'object',
] as const;
export type InputType = (typeof inputTypes)[number];

/** What a workflow run may be given. */
export interface WorkflowInput {
  readonly type: InputType;
  readonly description: string;
  /** Used when a run gives none. */
  readonly default?: unknown;
  /** A run without it, and without a default, is refused; otherwise it is null then. */
  readonly required: boolean;
  /** It must be one of these. */
  readonly choices?: readonly unknown[];
  /** Least number, or least length of a string or list. */
  readonly min?: number;
  /** Greatest number, or greatest length of a string or list. */
  readonly max?: number;
}

/** A graph of nodes and how to run it: immutable once written, each change is a new version. */
export interface WorkflowDefinition {
  readonly project: string;
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, WorkflowInput>>;
  readonly onFailure: FailureStrategy;
  /** Nodes at once; 0: any number. */
  readonly maxParallel: number;
  /** Runs of it at once; 0: any number. */
  readonly maxConcurrent: number;
  /** A run that takes longer is stopped and has failed; 0: never. */
  readonly timeoutMs: number;
  /** In which order its runs begin where they have to wait. */
  readonly priority: Priority;
  /** IANA time zone of its time variables. */
  readonly timeZone: string;
  /** Slots of workers that a run has before it begins, one entry for a group; absent: none. */
  readonly reserve?: readonly SlotReserve[];
  readonly nodes: readonly WorkflowNode[];
  /** Nodes that run when all others have ended, however they ended. */
  readonly finally: readonly WorkflowNode[];
}

/** Whether new workflow runs may start. */
export const workflowStates = ['active', 'paused'] as const;
export type WorkflowState = (typeof workflowStates)[number];

/** Nodes of one workflow, the finally nodes included. */
export const mostNodes = 10_000;

/** Expressions of one workflow. */
export const mostExpressions = 20_000;

/** Inputs of one workflow. */
export const mostInputs = 200;
