import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { RunStore } from '../../persistence/stores/run.store.js';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import { TimesAround, type PlannedAround } from '../running/times-around.js';

/** Tells which planned times a rerun sees around its own: those of the workflow run it repeats. */
@Injectable()
export class FormerTimes {
  constructor(
    private readonly runs: RunStore,
    private readonly timesAround: TimesAround,
  ) {}

  /** One that never began was not told them yet; a rerun was, when it was made. */
  async around(session: Session, former: WorkflowRunRow): Promise<PlannedAround> {
    const known = { previousAt: former.previous_at, nextAt: former.next_at };
    if (former.started_at !== null || former.rerun_of !== null) return known;
    const run = await this.runs.find(session, former.run_id);
    return run ? this.timesAround.of(session, run) : known;
  }
}
