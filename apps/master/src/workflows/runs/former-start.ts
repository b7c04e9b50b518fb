import { Injectable } from '@nestjs/common';
import type { WorkflowDefinition } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { RunStore } from '../../persistence/stores/run.store.js';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import { TimesAround, type PlannedAround } from '../running/times-around.js';
import { askedFor } from '../start-inputs.js';

/** What a workflow run begins with. */
export interface WorkflowStart {
  /** As they were given, or with the defaults. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly around: PlannedAround;
}

/** Tells what the workflow run began with that a rerun repeats; of one that never began, what it would have begun with. */
@Injectable()
export class FormerStart {
  constructor(
    private readonly runs: RunStore,
    private readonly timesAround: TimesAround,
  ) {}

  async of(
    session: Session,
    former: WorkflowRunRow,
    wanted: WorkflowDefinition['inputs'],
  ): Promise<WorkflowStart> {
    const around = { previousAt: former.previous_at, nextAt: former.next_at };
    if (former.inputs !== null) {
      return { inputs: JSON.parse(former.inputs) as Record<string, unknown>, around };
    }
    const run = await this.runs.find(session, former.run_id);
    if (!run) return { inputs: {}, around };
    const inputs = askedFor(wanted, JSON.parse(run.params) as Record<string, unknown>);
    // A rerun was told the planned times when it was made.
    return {
      inputs,
      around: former.rerun_of === null ? await this.timesAround.of(session, run) : around,
    };
  }
}
