import { Injectable } from '@nestjs/common';
import type {
  ListedNodeRunDto,
  ListedWorkflowRunDto,
  Page,
  PageQuery,
  WorkflowRunDto,
  WorkflowRunListQuery,
} from '@orrery/contracts';
import { NodeStates, NotFoundError } from '@orrery/domain';
import { cursorKey, Database, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { nodeRunId } from '../../persistence/stores/node-run.store.js';
import { NodeViewStore } from '../../persistence/stores/node-view.store.js';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import { WorkflowVersions } from '../running/workflow-versions.js';
import { ReservedViews } from './reserved-views.js';
import { toListedNodeRunDto } from './node-run-dto.js';
import { toListedWorkflowRunDto, toWorkflowRunDto } from './workflow-run-dto.js';

/** Workflow runs as users see them. */
@Injectable()
export class WorkflowRunViews {
  constructor(
    private readonly database: Database,
    private readonly workflowRuns: WorkflowRunStore,
    private readonly nodes: NodeViewStore,
    private readonly versions: WorkflowVersions,
    private readonly reserved: ReservedViews,
  ) {}

  async get(id: string): Promise<WorkflowRunDto> {
    return this.database.run(async (session) => {
      const run = toWorkflowRunDto(await this.#mustFind(session, id));
      const reserved = await this.reserved.of(session, id);
      return reserved ? { ...run, reserved } : run;
    });
  }

  list(query: WorkflowRunListQuery, projects?: readonly string[]): Promise<Page<ListedWorkflowRunDto>> {
    return this.database.run((session) =>
      this.workflowRuns.list(session, query, projects, toListedWorkflowRunDto),
    );
  }

  /** In the order of the definition, those that have not started included. */
  async nodesOf(id: string, query: PageQuery): Promise<Page<ListedNodeRunDto>> {
    return this.database.run(async (session) => {
      const row = await this.#mustFind(session, id);
      const { graph } = await this.versions.get(session, row.workflow_id, row.version);
      const total = graph.nodes.all.length;
      const states = row.states === '' ? NodeStates.allPending(total) : NodeStates.read(row.states);
      const from = Number(cursorKey(query) ?? -1) + 1;
      const limit = pageLimit(query);
      const numbers = [...graph.nodes.all.keys()].slice(from, from + limit + 1);
      const views = await this.nodes.between(session, id, from, from + limit);
      return keysetPage(numbers, limit, String, (number) => {
        return toListedNodeRunDto(
          graph.nodes.all[number]!.node,
          states.of(number),
          views.get(nodeRunId(id, number)),
        );
      });
    });
  }

  async #mustFind(session: Session, id: string): Promise<WorkflowRunRow> {
    const row = await this.workflowRuns.find(session, id);
    if (!row) throw NotFoundError.of('workflow run', id);
    return row;
  }
}
