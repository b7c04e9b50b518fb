import {
  NodeStates,
  type NodeEnd,
  type NodeState,
  type WorkflowNode,
  type WorkflowRunState,
} from '@orrery/domain';
import type { Task } from '../../persistence/stores/task.store.js';
import { newNodeRun } from '../../persistence/stores/new-node-run.js';
import type { BegunItem } from '../../persistence/stores/node-item.store.js';
import type { RunRow } from '../../persistence/stores/run-row.js';
import {
  nodeRunId,
  type NodeRunDetail,
  type NodeRunEnd,
  type NodeRunRow,
} from '../../persistence/stores/node-run.store.js';
import type { WorkflowFailure, WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import type { NewWake } from '../../persistence/stores/workflow-wake.store.js';
import { EvaluationTime } from './evaluation-time.js';
import type { NodeResult, NodeWait } from './node-start.js';
import type { CompiledWorkflow } from './workflow-versions.js';

/** Items of a map that starts, and the runs of the first of them. */
export interface NewItems {
  readonly nodeRunId: string;
  readonly items: readonly unknown[];
  readonly begun: readonly BegunItem[];
}

/** Runs for items of a map that goes on. */
export interface BegunItems {
  readonly nodeRunId: string;
  readonly from: number;
  readonly begun: readonly BegunItem[];
}

/** The run that undoes an item of a map. */
export interface UndoneItem {
  readonly nodeRunId: string;
  readonly index: number;
  readonly runId: string;
}

/** What the steps of one transaction have in common. */
export interface StepMoment {
  readonly now: Date;
  /** Tasks that nodes run, by id, as they are in this transaction. */
  readonly tasks: Map<string, Task>;
  /** By the outermost workflow run: how many it has inside of it, those of this transaction included. */
  readonly inside: Map<string, number>;
  readonly evaluation: EvaluationTime;
}

export function stepMoment(now: Date): StepMoment {
  return { now, tasks: new Map(), inside: new Map(), evaluation: new EvaluationTime() };
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
  readonly undoneItems: UndoneItem[] = [];
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
    return this.moment.evaluation.isUp;
  }

  /** Whoever evaluates expressions for it spends it. */
  get evaluation(): EvaluationTime {
    return this.moment.evaluation;
  }

  node(number: number): WorkflowNode {
    return this.compiled.graph.nodes.all[number]!.node;
  }

  rowId(number: number): string {
    return nodeRunId(this.row.run_id, number);
  }

  begin(number: number, columns: Partial<NodeRunRow> = {}): void {
    const row = newNodeRun(this.row.run_id, number, this.node(number).id, this.now);
    this.begun.set(number, { ...row, ...columns });
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

  /** Notes which item of a map is to be undone, of how many. */
  noteUndoneItem(number: number, index: number, total: number): void {
    this.#note(number, { undo_run_id: null, undo_index: index, undo_total: total });
  }

  /** Notes how many items of a map were to be undone. */
  noteUndoTotal(number: number, total: number): void {
    this.#note(number, { undo_total: total });
  }

  /** Notes the run that undoes a node, or an item of it. */
  noteUndo(number: number, runId: string, index?: number): void {
    this.#note(number, { undo_run_id: runId });
    if (index !== undefined) this.undoneItems.push({ nodeRunId: this.rowId(number), index, runId });
  }

  /** Notes how undoing a node ended. @param failure where no run tells. */
  endUndo(number: number, state: 'compensated' | 'compensation_failed', failure?: WorkflowFailure): void {
    this.states.set(number, state);
    this.#write(number, state, failure ? { undo_failure: JSON.stringify(failure) } : {});
  }

  #note(number: number, noted: Omit<NodeRunDetail, 'id'>): void {
    const fresh = this.begun.get(number);
    if (fresh) {
      this.begun.set(number, { ...fresh, ...noted });
      return;
    }
    const id = this.rowId(number);
    const last = this.details.at(-1);
    if (last?.id === id) this.details[this.details.length - 1] = { ...last, ...noted };
    else this.details.push({ id, ...noted });
  }

  /** What this step has noted about a node, in place of what its row says. */
  noted(number: number): Partial<NodeRunRow> {
    const fresh = this.begun.get(number);
    const id = this.rowId(number);
    const noted = this.details.filter((detail) => detail.id === id);
    return fresh ?? noted.reduce<Partial<NodeRunRow>>((all, each) => ({ ...all, ...each }), {});
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

function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
