import { Injectable } from '@nestjs/common';
import type { MapNode, RunControl } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeItemStore, type BegunItem, type NodeItem } from '../../persistence/stores/node-item.store.js';
import { NodeRunStore, type NodeRunRow } from '../../persistence/stores/node-run.store.js';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { itemsOf } from './items-of.js';
import { NodeFault } from './node-fault.js';
import { NodeRunMaker } from './node-run-maker.js';
import type { NodeResult } from './node-start.js';
import { NodeTasks, type NodeTask } from './node-tasks.js';
import type { NodeValues } from './node-values.js';
import { StepValues } from './step-values.js';
import type { WorkflowStep } from './workflow-step.js';

/** Runs of one map at once: a transaction makes no more, however long the list is. */
const mostAtOnce = 1_000;

/** Runs for some items: those whose params cannot be made have none, and count as failed. */
interface ItemRuns {
  readonly begun: readonly BegunItem[];
  readonly runs: readonly RunRow[];
  readonly fault?: NodeFault;
  /** Time was up before all of them had been looked at. */
  readonly isCut: boolean;
}

/** Runs the task of a map once for each item: some at the start, more as they end. */
@Injectable()
export class MapItems {
  constructor(
    private readonly tasks: NodeTasks,
    private readonly values: StepValues,
    private readonly maker: NodeRunMaker,
    private readonly items: NodeItemStore,
    private readonly nodes: NodeRunStore,
  ) {}

  /** The end of a map without items; undefined for one that goes on. @throws NodeFault when there is no list to go through. */
  async begin(
    session: Session,
    step: WorkflowStep,
    number: number,
    node: MapNode,
  ): Promise<NodeResult | undefined> {
    const values = await this.values.of(session, step, step.compiled.needs(number));
    const items = itemsOf(node, values);
    if (items.length === 0) {
      step.begin(number, { total: 0, begun: 0, ended: 0, failed: 0 });
      return { outcome: 'succeeded' };
    }
    const task = await this.tasks.of(session, step, node.id, node, 'task');
    const first = items.slice(0, atOnce(node)).map((item, index) => ({ index, item }));
    const { begun, runs, fault, isCut } = this.#runs(step, node, task, first, values);
    const failed = begun.length - runs.length;
    step.begin(number, { total: items.length, begun: begun.length, ended: failed, failed });
    step.newItems.push({ nodeRunId: step.rowId(number), items, begun });
    step.runs.push(...runs);
    if (failed === items.length) return mapFailed(failed, items.length, fault);
    // Where no run of the first of them will end and so bring up the next, somebody else has to.
    if (isCut || failed === begun.length) step.wake(undefined, step.now);
    return undefined;
  }

  /** Counts items that have ended and goes on with as many others; the end of the map, if these were the last. */
  async goOn(
    session: Session,
    step: WorkflowStep,
    number: number,
    ended: { readonly count: number; readonly failed: number },
  ): Promise<NodeResult | undefined> {
    const id = step.rowId(number);
    let row = await this.nodes.countItems(session, id, ended.count, ended.failed);
    const node = step.node(number) as MapNode;
    let fault: NodeFault | undefined;
    const control = controlOf(step, number);
    while (control === 'go' && row.begun! < row.total! && row.begun! - row.ended! < atOnce(node)) {
      const more = await this.#beginMore(session, step, number, row);
      fault = more.fault;
      const unmade = more.begun.length - more.runs.length;
      row = {
        ...row,
        begun: row.begun! + more.begun.length,
        ended: row.ended! + unmade,
        failed: row.failed! + unmade,
      };
      if (unmade > 0) await this.nodes.countItems(session, id, unmade, unmade);
      step.details.push({ id, begun: row.begun });
      if (!more.isCut && more.runs.length > 0) continue;
      step.wake(undefined, step.now);
      break;
    }
    if (control === 'stop' && row.ended === row.begun && !hasSucceeded(row)) return { outcome: 'cancelled' };
    if (row.ended! < row.total!) return undefined;
    return hasSucceeded(row) ? { outcome: 'succeeded' } : mapFailed(row.failed!, row.total!, fault);
  }

  async #beginMore(session: Session, step: WorkflowStep, number: number, row: NodeRunRow): Promise<ItemRuns> {
    const node = step.node(number) as MapNode;
    const values = await this.values.of(session, step, step.compiled.needs(number));
    const task = await this.tasks.of(session, step, node.id, node, 'task');
    const room = atOnce(node) - (row.begun! - row.ended!);
    const items = await this.items.slice(session, row.id, row.begun!, room);
    const made = this.#runs(step, node, task, items, values);
    step.begunItems.push({ nodeRunId: row.id, from: row.begun!, begun: made.begun });
    step.runs.push(...made.runs);
    return made;
  }

  #runs(
    step: WorkflowStep,
    node: MapNode,
    task: NodeTask,
    items: readonly NodeItem[],
    values: NodeValues,
  ): ItemRuns {
    const begun: BegunItem[] = [];
    const runs: RunRow[] = [];
    let fault: NodeFault | undefined;
    for (const { item } of items) {
      if (begun.length > 0 && step.isTimeUp) return { begun, runs, fault, isCut: true };
      try {
        const params = values.withItem(item).render(node.params) as Record<string, unknown>;
        const { id: nodeId, priority } = node;
        const run = this.maker.make(step, { nodeId, part: 'item', task, params, priority });
        runs.push(run);
        begun.push({ runId: run.id, failure: null });
      } catch (error) {
        if (!(error instanceof NodeFault)) throw error;
        fault = error;
        begun.push({ runId: null, failure: error.failure });
      }
    }
    return { begun, runs, fault, isCut: false };
  }
}

/** A stopped workflow run still runs its finally nodes, each to its end. */
function controlOf({ row, compiled }: WorkflowStep, number: number): RunControl {
  return row.control === 'stop' && number >= compiled.graph.firstFinal ? 'go' : row.control;
}

function hasSucceeded({ ended, failed, total }: NodeRunRow): boolean {
  return ended === total && failed === 0;
}

function atOnce({ maxParallel }: MapNode): number {
  return maxParallel === 0 ? mostAtOnce : Math.min(maxParallel, mostAtOnce);
}

function mapFailed(failed: number, total: number, fault: NodeFault | undefined): NodeResult {
  const why = fault ? `; the last of them: ${fault.message}` : '';
  const message = `${failed} of ${total} items did not succeed${why}`;
  return { outcome: 'failed', failure: { kind: fault?.kind ?? 'items', message } };
}
