import {
  NodeStates,
  type NodeEnd,
  type NodeState,
  type WorkflowNode,
  type WorkflowRunState,
} from '@orrery/domain';
import type { Task } from '../../persistence/stores/task.store.js';
import type { RunRow } from '../../persistence/stores/run-row.js';
import {
  nodeRunId,
  type NodeRunDetail,
  type NodeRunEnd,
  type NodeRunRow,
} from '../../persistence/stores/node-run.store.js';
import type { WorkflowFailure, WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import type { NewWake } from '../../persistence/stores/workflow-wake.store.js';
import type { NodeResult, NodeWait } from './node-start.js';
import type { CompiledWorkflow } from './workflow-versions.js';

/** Items of a map that starts, and the runs of the first of them. */
export interface NewItems {
  readonly nodeRunId: string;
  readonly items: readonly unknown[];
  readonly runIds: readonly (string | null)[];
}

/** Runs for items of a map that goes on. */
export interface BegunItems {
  readonly nodeRunId: string;
  readonly from: number;
  readonly runIds: readonly (string | null)[];
}

/** What the steps of one transaction have in common. */
export interface StepMoment {
  readonly now: Date;
  /** Tasks that nodes run, by id, as they are in this transaction. */
  readonly tasks: Map<string, Task>;
  /** By the outermost workflow run: how many it has inside of it, those of this transaction included. */
  readonly inside: Map<string, number>;
  /** By `performance.now()`: until then expressions may be evaluated. */
  readonly untilMs: number;
}

/** Expressions may be costly: a transaction that holds locks works on them for so long, and goes on in the next one. */
const longestMs = 500;

export function stepMoment(now: Date): StepMoment {
  return { now, tasks: new Map(), inside: new Map(), untilMs: performance.now() + longestMs };
}

/** One workflow run while a transaction moves it on: where it stands, and everything that has to be written about it. */
export class WorkflowStep {
  states: NodeStates;
  state: WorkflowRunState;
  /** Rows of nodes that have started in this step. */
  readonly begun = new Map<number, NodeRunRow>();
  /** What nodes gave that have ended in this step, other than by the result of a run. */
  readonly outputs = new Map<number, unknown>();
  /** Why nodes failed in this step, where no run tells. */
  readonly faults = new Map<number, WorkflowFailure>();
  readonly ends: NodeRunEnd[] = [];
  readonly details: NodeRunDetail[] = [];
  readonly runs: RunRow[] = [];
  readonly wakes: NewWake[] = [];
  readonly newItems: NewItems[] = [];
  readonly begunItems: BegunItems[] = [];
  /** Runs that are to be cancelled once the transaction is committed. */
  readonly cancels: string[] = [];
  startedAt: Date | null;
  finishedAt: Date | null = null;
  failure: WorkflowFailure | null;
  #inputs: { readonly text: string; readonly values: Readonly<Record<string, unknown>> } | undefined;

  constructor(
    public row: WorkflowRunRow,
    readonly compiled: CompiledWorkflow,
    private readonly moment: StepMoment,
  ) {
    this.states =
      row.states === ''
        ? NodeStates.allPending(compiled.graph.nodes.all.length)
        : NodeStates.read(row.states);
    this.state = row.state;
    this.startedAt = row.started_at;
    this.failure = row.failure === null ? null : (JSON.parse(row.failure) as WorkflowFailure);
  }

  get now(): Date {
    return this.moment.now;
  }

  get tasks(): Map<string, Task> {
    return this.moment.tasks;
  }

  get inside(): Map<string, number> {
    return this.moment.inside;
  }

  /** Read once: many nodes may start in a step. */
  get inputs(): Readonly<Record<string, unknown>> {
    const text = this.row.inputs ?? '{}';
    if (this.#inputs?.text !== text) {
      this.#inputs = { text, values: JSON.parse(text) as Record<string, unknown> };
    }
    return this.#inputs.values;
  }

  /** What is left to be begun is for another transaction, and somebody has to wake it. */
  get isTimeUp(): boolean {
    return performance.now() > this.moment.untilMs;
  }

  node(number: number): WorkflowNode {
    return this.compiled.graph.nodes.all[number]!.node;
  }

  rowId(number: number): string {
    return nodeRunId(this.row.run_id, number);
  }

  begin(number: number, columns: Partial<NodeRunRow> = {}): void {
    this.begun.set(number, {
      ...emptyRow,
      id: this.rowId(number),
      workflow_run_id: this.row.run_id,
      node_id: this.node(number).id,
      started_at: this.now,
      ...columns,
    });
  }

  beginWait(number: number, { untilAt, awaiting, isLookedAt, detail }: NodeWait): void {
    this.begin(number, { until_at: untilAt, awaiting, detail: jsonOrNull(detail) });
    this.wake(number, untilAt);
    if (isLookedAt) this.wake(number, this.now);
  }

  /** Has nodes start in another transaction. */
  putOff(numbers: readonly number[]): void {
    for (const number of numbers) this.states.takeBack(number);
    this.wake(undefined, this.now);
  }

  wake(number: number | undefined, dueAt: Date): void {
    const nodeId = number === undefined ? null : this.node(number).id;
    this.wakes.push({ workflow_run_id: this.row.run_id, node_id: nodeId, due_at: dueAt });
  }

  /** Notes the end of a node, begun in this step or before; the states have it already, or get it by the returned end. */
  end(number: number, result: NodeResult): NodeEnd {
    const { outcome, chosen } = result;
    if (result.outputs !== undefined) this.outputs.set(number, result.outputs);
    if (result.failure) this.faults.set(number, result.failure);
    const more = {
      ...(result.outputs !== undefined && { outputs: JSON.stringify(result.outputs) }),
      ...(result.failure && { failure: JSON.stringify(result.failure) }),
      ...(result.detail && { detail: JSON.stringify(result.detail) }),
    };
    this.#write(number, outcome, more);
    if (chosen === undefined || outcome !== 'succeeded') return { number, outcome };
    return { number, outcome, chosen: chosen.map((id) => this.compiled.graph.nodes.numberOf(id)!) };
  }

  /** Notes the run that undoes a node, or an item of it. */
  noteUndo(number: number, runId: string, index: number | null = null): void {
    const noted = { undo_run_id: runId, undo_index: index };
    const fresh = this.begun.get(number);
    if (fresh) this.begun.set(number, { ...fresh, ...noted });
    else this.details.push({ id: this.rowId(number), ...noted });
  }

  /** Notes how undoing a node ended. */
  endUndo(number: number, state: 'compensated' | 'compensation_failed', failure?: WorkflowFailure): void {
    this.states.set(number, state);
    if (failure) this.faults.set(number, failure);
    this.#write(number, state, failure ? { failure: JSON.stringify(failure) } : {});
  }

  #write(number: number, state: NodeState, more: Partial<NodeRunRow>): void {
    const fresh = this.begun.get(number);
    if (fresh) {
      const over = { state, finished_at: this.now, awaiting: null, until_at: null };
      this.begun.set(number, { ...fresh, ...over, ...more });
      return;
    }
    const id = this.rowId(number);
    this.ends.push({ id, state, at: this.now });
    if (Object.keys(more).length > 0) this.details.push({ id, ...more });
  }
}

const emptyRow = {
  state: 'running',
  run_id: null,
  undo_run_id: null,
  undo_index: null,
  awaiting: null,
  until_at: null,
  total: null,
  begun: null,
  ended: null,
  failed: null,
  outputs: null,
  detail: null,
  failure: null,
  finished_at: null,
} as const;

function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
