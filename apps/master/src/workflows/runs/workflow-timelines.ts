import { Injectable } from '@nestjs/common';
import {
  mostTimelineRows,
  type TimelineQuery,
  type TimelineRowDto,
  type WorkflowTimelineDto,
} from '@orrery/contracts';
import { cursorKey, Database, keysetPage, type Session } from '@orrery/persistence';
import { NodeTimeStore, type NodeTimes } from '../../persistence/stores/node-time.store.js';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import { WorkflowVersions, type CompiledWorkflow } from '../running/workflow-versions.js';
import { findWorkflowRun } from './find-workflow-run.js';
import { mapRow, mapUndoRow, rowCount, runRows } from './timeline-rows.js';

/** When each node of a workflow run ran. */
@Injectable()
export class WorkflowTimelines {
  constructor(
    private readonly database: Database,
    private readonly workflowRuns: WorkflowRunStore,
    private readonly times: NodeTimeStore,
    private readonly versions: WorkflowVersions,
  ) {}

  /** All rows of a node stand on one page. */
  async of(id: string, query: TimelineQuery): Promise<WorkflowTimelineDto> {
    return this.database.run(async (session) => {
      const row = await findWorkflowRun(this.workflowRuns, session, id);
      const compiled = await this.versions.get(session, row.workflow_id, row.version);
      const limit = query.limit ?? mostTimelineRows;
      const nodes = await this.times.list(session, id, limit + 1, cursorKey(query));
      const taken = howMany(nodes, limit);
      const page = keysetPage(
        nodes,
        taken,
        (node) => node.id,
        (node) => node,
      );
      return {
        workflowRunId: id,
        workflowName: row.name,
        state: row.state,
        timeZone: compiled.definition.timeZone,
        startedAt: row.started_at?.toISOString() ?? null,
        finishedAt: row.finished_at?.toISOString() ?? null,
        items: await this.#rows(session, compiled, page.items),
        nextCursor: page.nextCursor,
      };
    });
  }

  async #rows(
    session: Session,
    { graph }: CompiledWorkflow,
    nodes: readonly NodeTimes[],
  ): Promise<TimelineRowDto[]> {
    const runIds = nodes.flatMap((node) => [node.run_id ?? [], node.undo_run_id ?? []].flat());
    const attempts = await this.times.attempts(session, runIds);
    const rows: TimelineRowDto[] = [];
    for (const node of nodes) {
      if (node.total !== null) rows.push(...(await this.#mapRows(session, node)));
      else rows.push(...runRows(node, graph.nodes.find(node.node_id)!.node.kind, attempts));
    }
    return rows;
  }

  async #mapRows(session: Session, node: NodeTimes): Promise<TimelineRowDto[]> {
    const items = mapRow(node, await this.times.itemTimes(session, node.id));
    if (node.undo_total === null) return [items];
    return [items, mapUndoRow(node, await this.times.firstUndo(session, node.id))];
  }
}

/** How many of the first nodes have no more rows together than a page takes; one at least. */
function howMany(nodes: readonly NodeTimes[], limit: number): number {
  let rows = 0;
  const over = nodes.findIndex((node) => (rows += rowCount(node)) > limit);
  return over < 0 ? limit : Math.max(1, over);
}
