import { Injectable } from '@nestjs/common';
import { InvalidError, upstreamOf, type Target, type Trigger } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { SubscriptionStore } from '../persistence/stores/subscription.store.js';
import { TaskStore } from '../persistence/stores/task.store.js';
import { chainTo, type Step } from './chain-to.js';

/** A schedule that is about to start its target after another task. */
export interface NewDependency {
  readonly trigger: Trigger;
  readonly target: { readonly id: string; readonly project: string };
  /** Undefined: it is new. */
  readonly scheduleId: string | undefined;
}

/** What must hold before a task may be started by the success of another. */
@Injectable()
export class DependencyRules {
  constructor(
    private readonly subscriptions: SubscriptionStore,
    private readonly tasks: TaskStore,
  ) {}

  /** @throws InvalidError when the other task cannot be waited for, or the tasks would start each other for ever. */
  async check(session: Session, { trigger, target, scheduleId }: NewDependency): Promise<void> {
    if (trigger.kind !== 'dependency') return;
    const upstream = upstreamOf(trigger);
    if (!upstream || (trigger.taskId !== undefined && trigger.workflowId !== undefined)) {
      throw InvalidError.field('/trigger/taskId', 'name a task, or a workflow as workflowId, and not both');
    }
    const field = `/trigger/${upstream.kind}Id`;
    const found = await this.#find(session, upstream);
    if (!found) throw InvalidError.field(field, `there is no ${upstream.kind} "${upstream.id}"`);
    const { project, name } = found.definition;
    if (project !== target.project) {
      throw InvalidError.field(field, `${upstream.kind} "${name}" is in another project`);
    }
    const chain = await this.#chain(session, upstream.id, target.id, scheduleId);
    if (chain) throw InvalidError.field(field, await this.#told(session, chain));
  }

  /** A workflow: the task under which its runs are kept. */
  async #find(session: Session, { kind, id }: Target) {
    const task = await this.tasks.find(session, id);
    return (task?.definition.kind === 'workflow') === (kind === 'workflow') ? task : undefined;
  }

  /**
   * From the upstream task to the target, if the target starts it already. Every task looked at is locked: of two
   * changes that close a circle together, the later one sees the other.
   */
  async #chain(
    session: Session,
    upstreamId: string,
    targetId: string,
    scheduleId: string | undefined,
  ): Promise<readonly string[] | undefined> {
    const steps: Step[] = [];
    const seen = new Set<string>();
    let level = [upstreamId];
    await this.subscriptions.lockTasks(session, [upstreamId, targetId]);
    while (level.length > 0) {
      for (const id of level) seen.add(id);
      await this.subscriptions.lockTasks(session, level);
      const found = await this.subscriptions.upstreamOf(session, level, scheduleId);
      steps.push(...found);
      level = [...new Set(found.map((step) => step.upstreamId))].filter((id) => !seen.has(id));
    }
    return chainTo(targetId, upstreamId, steps);
  }

  async #told(session: Session, chain: readonly string[]): Promise<string> {
    const tasks = await this.tasks.findAll(session, chain);
    const names = chain.map((id) => `"${tasks.get(id)?.definition.name ?? id}"`);
    return `these would start each other for ever: ${[...names, names[0]].join(' after ')}`;
  }
}
