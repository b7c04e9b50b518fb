import type { TimeVariables } from './time-variables.js';

/** The values that an expression is evaluated with: plain JSON. */
export interface ExpressionScope {
  readonly inputs: Readonly<Record<string, unknown>>;
  /** By id: the nodes that it speaks of at least. */
  readonly nodes: Readonly<Record<string, NodeVariables>>;
  readonly run: RunVariables;
  readonly time: TimeVariables;
  /** The item of a map. */
  readonly item?: unknown;
}

/** `nodes.<id>`: a node that has ended. */
export interface NodeVariables {
  readonly state: string;
  /** What its task gave; null when it gave nothing. */
  readonly outputs: unknown;
}

/** `run`: the workflow run. */
export interface RunVariables {
  readonly id: string;
  /** Name of the workflow. */
  readonly workflow: string;
  readonly workflowId: string;
  readonly version: number;
  readonly project: string;
  /** Instants, ISO 8601. */
  readonly startedAt: string;
  readonly plannedAt: string;
  /** What started it. */
  readonly trigger: string;
}

/** Fields of `run`, for whoever reads expressions. */
export const runFields: Readonly<Record<keyof RunVariables, 'string' | 'number' | 'instant'>> = {
  id: 'string',
  workflow: 'string',
  workflowId: 'string',
  version: 'number',
  project: 'string',
  startedAt: 'instant',
  plannedAt: 'instant',
  trigger: 'string',
};
