import { Injectable } from '@nestjs/common';
import { Clock, ConflictError, workflowTask } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { RunRequestStore } from '../../persistence/stores/run-request.store.js';
import { RunStore } from '../../persistence/stores/run.store.js';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import { newRun } from '../../runs/new-run.js';
import type { PlannedAround } from '../running/times-around.js';
import type { CompiledWorkflow } from '../running/workflow-versions.js';
import { FormerNodes } from './former-nodes.js';
import type { RerunSeed } from './read-rerun.js';

/** A workflow run to be repeated, and how its repetition begins. */
export interface Rerun extends RerunSeed {
  readonly former: WorkflowRunRow;
  readonly compiled: CompiledWorkflow;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly around: PlannedAround;
  /** Who asks for it. */
  readonly actor: string;
}

/** Writes reruns: a run of the workflow that has some nodes behind it already. */
@Injectable()
export class RerunRecords {
  constructor(
    private readonly runs: RunStore,
    private readonly requests: RunRequestStore,
    private readonly workflowRuns: WorkflowRunStore,
    private readonly nodes: FormerNodes,
    private readonly clock: Clock,
  ) {}

  /** The workflow run that is to be repeated, or its repetition. */
  find(session: Session, id: string): Promise<WorkflowRunRow | undefined> {
    return this.workflowRuns.find(session, id);
  }

  /**
   * Resolves to its id; of a repeated request, to that of the first.
   * @param id given by the caller: one that is there already tells of a commit whose answer got lost.
   */
  async insert(session: Session, id: string, rerun: Rerun, requestKey: string | undefined): Promise<string> {
    if (await this.runs.find(session, id)) return id;
    const run = { ...runOf(rerun, this.clock.now()), id };
    if (requestKey !== undefined) {
      const request = { requestKey, taskId: run.task_id, runIds: [run.id], createdAt: run.created_at };
      if (!(await this.requests.begin(session, request))) return this.#first(session, requestKey);
    }
    await this.runs.insertAll(session, [run]);
    const { states, around } = rerun;
    const seed = { states: states.toString(), previous_at: around.previousAt, next_at: around.nextAt };
    await this.workflowRuns.seed(session, run.id, seed);
    await this.nodes.takeOver(session, rerun, run);
    return run.id;
  }

  async #first(session: Session, requestKey: string): Promise<string> {
    const [first] = await this.requests.runsOf(session, requestKey);
    if (!first) throw new ConflictError('The run of an earlier request with this key is gone.');
    return first.id;
  }
}

/** It stands for the time of the former one, so that its nodes see the same. */
function runOf({ former, compiled, inputs }: Rerun, now: Date): RunRow {
  const task = {
    id: former.workflow_id,
    version: former.version,
    definition: workflowTask(compiled.definition),
  };
  const origin = { params: inputs, priority: null, dueAt: now, eligibleAt: now, now };
  const plannedAt = former.planned_at ?? former.created_at;
  return newRun(task, { ...origin, plannedAt, retryOf: former.run_id });
}
