import { Injectable } from '@nestjs/common';
import type { CreateBackfillDto } from '@orrery/contracts';
import { Clock, InvalidError, type Target, type WorkflowDefinition } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { BackfillTiming } from '../persistence/stores/backfill-row.js';
import { TaskStore } from '../persistence/stores/task.store.js';
import { WorkflowStore } from '../persistence/stores/workflow.store.js';
import { checkStartInputs } from '../workflows/start-inputs.js';
import { BackfillSources } from './backfill-sources.js';

/** What a backfill runs. */
export interface BackfillTarget extends Target {
  readonly name: string;
  readonly project: string;
  /** Of a task: slots that each of its runs takes. */
  readonly weight: number;
  /** Of a workflow. */
  readonly workflow: WorkflowDefinition | undefined;
}

/** A request that makes sense, and what it means. */
export interface WantedBackfill {
  readonly target: BackfillTarget;
  readonly scheduleId: string | null;
  readonly timing: BackfillTiming;
  readonly from: Date;
  readonly to: Date;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Reads requests for backfills. */
@Injectable()
export class BackfillRequests {
  constructor(
    private readonly tasks: TaskStore,
    private readonly workflows: WorkflowStore,
    private readonly sources: BackfillSources,
    private readonly clock: Clock,
  ) {}

  /** @throws InvalidError naming what cannot be. */
  async read(session: Session, body: CreateBackfillDto): Promise<WantedBackfill> {
    const range = this.#range(body);
    const target = await this.#target(session, body.target);
    if (!target) {
      throw InvalidError.field('/target/id', `there is no ${body.target.kind} "${body.target.id}"`);
    }
    const source = await this.sources.read(session, body.schedule, target);
    const params = { ...source.params, ...givenTo(target, body) };
    if (target.workflow) checkStartInputs(target.workflow.inputs, params, { pointer: '/inputs' });
    return { target, ...range, scheduleId: source.scheduleId, timing: source.timing, params };
  }

  #range(body: CreateBackfillDto): { from: Date; to: Date } {
    const [from, to] = [new Date(body.from), new Date(body.to)];
    if (from >= to) throw InvalidError.field('/to', 'must be after from');
    if (to > this.clock.now()) {
      throw InvalidError.field(
        '/to',
        'must not be in the future: planned times that are to come are for schedules',
      );
    }
    return { from, to };
  }

  async #target(session: Session, { kind, id }: Target): Promise<BackfillTarget | undefined> {
    if (kind === 'workflow') {
      const found = await this.workflows.find(session, id);
      if (!found) return undefined;
      const { name, project } = found.definition;
      return { kind, id, name, project, weight: 1, workflow: found.definition };
    }
    const found = await this.tasks.findVisible(session, id);
    if (!found) return undefined;
    const { name, project, weight } = found.definition;
    return { kind, id, name, project, weight, workflow: undefined };
  }
}

function givenTo({ kind }: BackfillTarget, { inputs, params }: CreateBackfillDto): Record<string, unknown> {
  const [taken, refused, name] = kind === 'task' ? [params, inputs, 'inputs'] : [inputs, params, 'params'];
  if (Object.keys(refused).length === 0) return taken;
  const takes = kind === 'task' ? 'a task takes params' : 'a workflow takes inputs';
  throw InvalidError.field(`/${name}`, `must be empty: ${takes}`);
}
