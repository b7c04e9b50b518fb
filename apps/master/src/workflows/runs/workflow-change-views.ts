import { Injectable } from '@nestjs/common';
import type { WorkflowChanges } from '@orrery/contracts';
import { NodeStates } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { nodeRunId } from '../../persistence/stores/node-run.store.js';
import { NodeTimeStore } from '../../persistence/stores/node-time.store.js';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import { WorkflowVersions } from '../running/workflow-versions.js';
import { findWorkflowRun, nodeStatesOf } from './find-workflow-run.js';
import { toWorkflowRunDto } from './workflow-run-dto.js';

/** Nodes that one answer tells. */
const mostTold = 1_000;

/** What has changed in a workflow run since somebody looked: however often, nothing is missed and nothing told twice. */
@Injectable()
export class WorkflowChangeViews {
  constructor(
    private readonly database: Database,
    private readonly workflowRuns: WorkflowRunStore,
    private readonly times: NodeTimeStore,
    private readonly versions: WorkflowVersions,
  ) {}

  /** @param seen of the answer before. */
  async since(id: string, seen = ''): Promise<WorkflowChanges> {
    return this.database.run(async (session) => {
      const row = await findWorkflowRun(this.workflowRuns, session, id);
      const { nodes } = (await this.versions.get(session, row.workflow_id, row.version)).graph;
      const total = nodes.all.length;
      const before = seen.length === total ? NodeStates.read(seen) : NodeStates.allPending(total);
      const states = nodeStatesOf(row, total);
      const changed = states.since(before);
      const told = changed.slice(0, mostTold);
      const runIds = await this.times.runIds(
        session,
        told.map((number) => nodeRunId(id, number)),
      );
      return {
        run: toWorkflowRunDto(row),
        nodes: told.map((number) => ({
          nodeId: nodes.all[number]!.node.id,
          state: states.of(number),
          runId: runIds.get(nodeRunId(id, number)) ?? null,
        })),
        seen: withTold(before.toString(), states.toString(), told),
        isMore: changed.length > told.length,
      };
    });
  }
}

/** The letters as they were, but those of the nodes that are told now. */
function withTold(before: string, after: string, told: readonly number[]): string {
  const letters = [...before];
  for (const number of told) letters[number] = after[number]!;
  return letters.join('');
}
