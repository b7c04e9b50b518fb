import { Injectable } from '@nestjs/common';
import { resolveInputs } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { RunStore } from '../../persistence/stores/run.store.js';
import { WorkflowRunStore } from '../../persistence/stores/workflow-run.store.js';
import type { WorkflowRunRow } from '../../persistence/stores/workflow-run-row.js';
import { askedFor } from '../start-inputs.js';
import { TimesAround } from './times-around.js';
import type { WorkflowNews } from './workflow-news.js';
import { WorkflowStep, type StepMoment } from './workflow-step.js';
import { WorkflowVersions } from './workflow-versions.js';

/** Takes up workflow runs: new ones get their inputs, and word of what is wanted of them. */
@Injectable()
export class WorkflowOpener {
  constructor(
    private readonly versions: WorkflowVersions,
    private readonly runs: RunStore,
    private readonly workflowRuns: WorkflowRunStore,
    private readonly timesAround: TimesAround,
  ) {}

  /** The row is locked. A new one whose inputs do not fit its workflow has failed; undefined: it is not to begin yet. */
  async stepOf(
    session: Session,
    row: WorkflowRunRow,
    news: readonly WorkflowNews[],
    moment: StepMoment,
  ): Promise<WorkflowStep | undefined> {
    const compiled = await this.versions.get(session, row.workflow_id, row.version);
    const isWhole = news.some((each) => each.kind === 'look' && each.nodeId === null);
    const run = isWhole ? await this.runs.find(session, row.run_id) : undefined;
    if (row.started_at === null && run?.state !== 'running') return undefined;
    const step = new WorkflowStep(row, compiled, moment);
    if (run) await this.#stopIfDue(session, step, run);
    if (row.started_at === null && run) await this.#open(session, step, run);
    return step;
  }

  /** Somebody wants its end, or its time is up. */
  async #stopIfDue(session: Session, step: WorkflowStep, run: RunRow): Promise<void> {
    const { timeoutMs } = step.compiled.definition;
    const startedAt = step.row.started_at ?? step.now;
    const isTimedOut = timeoutMs > 0 && step.now.getTime() - startedAt.getTime() >= timeoutMs;
    if (step.row.control === 'stop' || (run.cancel_requested_at === null && !isTimedOut)) return;
    if (isTimedOut) step.failure = { kind: 'timeout', message: `it took longer than ${timeoutMs} ms` };
    step.row = { ...step.row, control: 'stop' };
    await this.workflowRuns.setControl(session, step.row.run_id, 'stop');
  }

  async #open(session: Session, step: WorkflowStep, run: RunRow): Promise<void> {
    step.startedAt = step.now;
    const given = JSON.parse(run.params) as Record<string, unknown>;
    const { inputs: wanted } = step.compiled.definition;
    const inputs = resolveInputs(wanted, askedFor(wanted, given));
    if (inputs.kind === 'refused') {
      const errors = inputs.errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
      step.state = 'failed';
      step.failure = { kind: 'refused', message: `it does not take its inputs: ${errors.join('; ')}` };
      return;
    }
    const parent = run.workflow_run_id && (await this.workflowRuns.find(session, run.workflow_run_id));
    const depth = parent ? parent.depth + 1 : 0;
    const opening = {
      inputs: JSON.stringify(inputs.values),
      depth,
      schedule_id: run.schedule_id,
      ...(await this.#around(session, step, run)),
    };
    await this.workflowRuns.open(session, step.row.run_id, opening);
    const { timeoutMs } = step.compiled.definition;
    if (timeoutMs > 0) step.wake(undefined, new Date(step.now.getTime() + timeoutMs));
    step.row = { ...step.row, ...opening, started_at: step.now };
  }

  /** A rerun was given those of what it repeats. */
  async #around(session: Session, { row }: WorkflowStep, run: RunRow) {
    const { previous_at, next_at } = row;
    if (row.rerun_of !== null) return { previous_at, next_at };
    const { previousAt, nextAt } = await this.timesAround.of(session, run);
    return { previous_at: previousAt, next_at: nextAt };
  }
}
