import { Injectable } from '@nestjs/common';
import { InvalidError, type Target, type Trigger } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { TaskStore } from '../persistence/stores/task.store.js';
import { WorkflowStore } from '../persistence/stores/workflow.store.js';
import { checkStartInputs } from '../workflows/start-inputs.js';

/** What a schedule says of what it starts. */
export interface Aim {
  readonly target: Target;
  readonly trigger: Trigger;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What must hold of the target of a schedule. */
@Injectable()
export class ScheduleTargets {
  constructor(
    private readonly tasks: TaskStore,
    private readonly workflows: WorkflowStore,
  ) {}

  /** @throws InvalidError naming the target, or the parameters that it does not take. */
  async check(session: Session, { target, trigger, params }: Aim, project: string): Promise<void> {
    const found = await this.#find(session, target);
    if (!found) throw InvalidError.field('/target/id', `there is no ${target.kind} "${target.id}"`);
    if (found.definition.project !== project) {
      const { name } = found.definition;
      throw InvalidError.field('/target/id', `${target.kind} "${name}" is in another project`);
    }
    if ('inputs' in found.definition) {
      checkStartInputs(found.definition.inputs, params, { pointer: '/params', trigger });
    }
  }

  #find(session: Session, { kind, id }: Target) {
    return kind === 'task' ? this.tasks.findVisible(session, id) : this.workflows.find(session, id);
  }
}
