import { Injectable } from '@nestjs/common';
import type { AttemptDto, ListedRunDto, Page, RunDetailsDto, RunDto, RunListQuery } from '@orrery/contracts';
import { ConflictError, isTerminal, NotFoundError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { RunCheckpointStore } from '../persistence/stores/run-checkpoint.store.js';
import { RunProgressStore } from '../persistence/stores/run-progress.store.js';
import { toRunDto, type RunRow } from '../persistence/stores/run-row.js';
import { RunStore } from '../persistence/stores/run.store.js';
import { RunTrigger } from './run-trigger.js';

/** Runs as users see them, and the wish to have one again. */
@Injectable()
export class RunService {
  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
    private readonly progress: RunProgressStore,
    private readonly checkpoints: RunCheckpointStore,
    private readonly trigger: RunTrigger,
  ) {}

  get(id: string): Promise<RunDetailsDto> {
    return this.database.run(async (session) => {
      const run = await this.#mustFind(session, id);
      return { ...toRunDto(run), checkpoint: await this.checkpoints.newest(session, id) };
    });
  }

  list(query: RunListQuery, projects?: readonly string[]): Promise<Page<ListedRunDto>> {
    return this.database.run((session) => this.runs.list(session, query, projects));
  }

  attempts(id: string): Promise<AttemptDto[]> {
    return this.database.run(async (session) =>
      this.progress.attempts(session, await this.#mustFind(session, id)),
    );
  }

  /** A new run like an ended one, with the task as it is now: an ended run never changes. */
  async retry(id: string, requestKey?: string): Promise<RunDto> {
    const run = await this.database.run((session) => this.#mustFind(session, id));
    if (!isTerminal(run.state))
      throw new ConflictError(`Run ${id} is ${run.state}; only an ended run can be tried again.`);
    if (run.parent_id !== null)
      throw new ConflictError(`Run ${id} is a part of run ${run.parent_id}; try that one again.`);
    if (run.workflow_run_id !== null)
      throw new ConflictError(
        `Run ${id} is a part of workflow run ${run.workflow_run_id}; run that again from node "${run.node_id}".`,
      );
    const params = JSON.parse(run.params) as Record<string, unknown>;
    const [again] = await this.trigger.trigger(run.task_id, [{ params }], { requestKey, retryOf: run });
    return again!;
  }

  async #mustFind(session: Session, id: string): Promise<RunRow> {
    const run = await this.runs.find(session, id);
    if (!run) throw NotFoundError.of('run', id);
    return run;
  }
}
