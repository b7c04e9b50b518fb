import { Injectable } from '@nestjs/common';
import type { WorkflowRunComparisonDto } from '@orrery/contracts';
import { InvalidError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { NodeSpanStore } from '../../persistence/stores/node-span.store.js';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import { findWorkflowRun, nodeStatesOf } from '../runs/find-workflow-run.js';
import { WorkflowVersions } from '../running/workflow-versions.js';
import { ComparedRun } from './compared-run.js';
import { ranNodes } from './ran-nodes.js';

/** Puts two runs of one workflow side by side. */
@Injectable()
export class RunComparisons {
  constructor(
    private readonly database: Database,
    private readonly workflowRuns: WorkflowRunStore,
    private readonly spans: NodeSpanStore,
    private readonly versions: WorkflowVersions,
  ) {}

  /** @throws NotFoundError, or InvalidError when `withId` is no other run of the same workflow */
  async of(id: string, withId: string): Promise<WorkflowRunComparisonDto> {
    const [row, run, other] = await this.database.run(async (session) => {
      const found = await findWorkflowRun(this.workflowRuns, session, id);
      const otherRow = await this.#other(session, found, withId);
      return [found, await this.#read(session, found), await this.#read(session, otherRow)] as const;
    });
    return {
      workflowId: row.workflow_id,
      workflowName: row.name,
      run: run.told(),
      with: other.told(),
      differenceMs: difference(run.durationMs, other.durationMs),
      nodes: run.nodeIds
        .filter((nodeId) => other.has(nodeId))
        .map((nodeId) => {
          const [one, two] = [run.node(nodeId), other.node(nodeId)];
          const differenceMs = difference(one.durationMs, two.durationMs);
          return { nodeId, run: one, with: two, differenceMs };
        }),
      onlyInRun: run.nodeIds.filter((nodeId) => !other.has(nodeId)),
      onlyInWith: other.nodeIds.filter((nodeId) => !run.has(nodeId)),
    };
  }

  /** Of a run that is not there and of one of another workflow the same is said: the caller may not see that one. */
  async #other(session: Session, row: WorkflowRunRow, withId: string): Promise<WorkflowRunRow> {
    const other = withId === row.run_id ? undefined : await this.workflowRuns.find(session, withId);
    if (other?.workflow_id === row.workflow_id) return other;
    throw InvalidError.field('/with', `"${withId}" is no other run of workflow "${row.name}"`);
  }

  async #read(session: Session, row: WorkflowRunRow): Promise<ComparedRun> {
    const { graph } = await this.versions.get(session, row.workflow_id, row.version);
    const rows = (await this.spans.of(session, [row.run_id])).get(row.run_id)!;
    return new ComparedRun(row, graph, nodeStatesOf(row, graph.nodes.all.length), ranNodes(row, rows));
  }
}

function difference(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one - other;
}
