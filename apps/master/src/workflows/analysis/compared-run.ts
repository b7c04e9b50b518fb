import type { ComparedNodeDto, ComparedRunDto, CriticalStepDto } from '@orrery/contracts';
import { criticalPathOfRun, type NodeStates, type RunGraph } from '@orrery/domain';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import type { RanNode } from './ran-nodes.js';

/** One of two workflow runs that are compared. */
export class ComparedRun {
  readonly nodeIds: readonly string[];
  /** Null until it has ended. */
  readonly durationMs: number | null;

  constructor(
    private readonly row: WorkflowRunRow,
    private readonly graph: RunGraph,
    private readonly states: NodeStates,
    private readonly ran: ReadonlyMap<number, RanNode>,
  ) {
    this.nodeIds = graph.nodes.all.map(({ node }) => node.id);
    const { started_at: startedAt, finished_at: finishedAt } = row;
    this.durationMs = startedAt && finishedAt && msBetween(startedAt, finishedAt);
  }

  has(nodeId: string): boolean {
    return this.graph.nodes.numberOf(nodeId) !== undefined;
  }

  /** A node that it has. */
  node(nodeId: string): ComparedNodeDto {
    const number = this.graph.nodes.numberOf(nodeId)!;
    const ran = this.ran.get(number);
    return {
      state: this.states.of(number),
      queuedMs: ran?.queuedMs ?? null,
      durationMs: ran ? msBetween(ran.startedAt, ran.endedAt) : null,
    };
  }

  told(): ComparedRunDto {
    const { row, durationMs } = this;
    return {
      id: row.run_id,
      version: row.version,
      state: row.state,
      startedAt: row.started_at?.toISOString() ?? null,
      finishedAt: row.finished_at?.toISOString() ?? null,
      durationMs,
      criticalPath: durationMs === null ? [] : this.#criticalPath(row.started_at!),
    };
  }

  #criticalPath(startedAt: Date): CriticalStepDto[] {
    return criticalPathOfRun(this.graph, this.ran, startedAt).map((step) => ({
      nodeId: this.nodeIds[step.number]!,
      waitMs: step.waitMs,
      startedAt: step.startedAt.toISOString(),
      finishedAt: step.endedAt.toISOString(),
      durationMs: msBetween(step.startedAt, step.endedAt),
    }));
  }
}

function msBetween(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime());
}
