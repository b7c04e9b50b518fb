import { Injectable } from '@nestjs/common';
import type { RerunWorkflowDto, WorkflowRunDto } from '@orrery/contracts';
import {
  ConflictError,
  InvalidError,
  isOpenWorkflowRun,
  NodeStates,
  NotFoundError,
  resolveInputs,
} from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { DispatchWake } from '../../loops/wake-calls.js';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import { WorkflowVersions, type CompiledWorkflow } from '../running/workflow-versions.js';
import { FormerStart, type WorkflowStart } from './former-start.js';
import { seedOfRerun } from './read-rerun.js';
import { RerunRecords, type Rerun } from './rerun-records.js';
import { toWorkflowRunDto } from './workflow-run-dto.js';

/** Runs workflow runs again that have ended: as a whole, or in part. What ended stays as it was: a rerun is a run of its own. */
@Injectable()
export class WorkflowRerun {
  constructor(
    private readonly database: Database,
    private readonly versions: WorkflowVersions,
    private readonly records: RerunRecords,
    private readonly starts: FormerStart,
    private readonly wake: DispatchWake,
  ) {}

  /** In the version it ran with. @throws ConflictError while it goes on; InvalidError naming the fields. */
  async rerun(
    id: string,
    body: RerunWorkflowDto,
    actor: string,
    requestKey?: string,
  ): Promise<WorkflowRunDto> {
    const runId = newId();
    const row = await this.database.transaction(async (session) => {
      const former = await this.#mustHaveEnded(session, id);
      const compiled = await this.versions.get(session, former.workflow_id, former.version);
      const start = await this.starts.of(session, former, compiled.definition.inputs);
      const rerun = { ...rerunOf(former, compiled, body, start), actor };
      const madeId = await this.records.insert(session, runId, rerun, requestKey);
      return (await this.records.find(session, madeId))!;
    });
    this.wake.wake();
    return toWorkflowRunDto(row);
  }

  async #mustHaveEnded(session: Session, id: string): Promise<WorkflowRunRow> {
    const row = await this.records.find(session, id);
    if (!row) throw NotFoundError.of('workflow run', id);
    if (!isOpenWorkflowRun(row.state)) return row;
    throw new ConflictError(`Workflow run ${id} is ${row.state}; only one that has ended can run again.`);
  }
}

function rerunOf(
  former: WorkflowRunRow,
  compiled: CompiledWorkflow,
  body: RerunWorkflowDto,
  { inputs: before, around }: WorkflowStart,
): Omit<Rerun, 'actor'> {
  const { graph, definition } = compiled;
  const inputs = resolveInputs(definition.inputs, { ...before, ...body.inputs });
  if (inputs.kind === 'refused') throw new InvalidError('the inputs do not fit', inputs.errors);
  const size = graph.nodes.all.length;
  const states = former.states === '' ? NodeStates.allPending(size) : NodeStates.read(former.states);
  return { former, compiled, inputs: inputs.values, ...seedOfRerun(graph, states, body), around };
}
