import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { eventSubscription } from '../persistence/stores/schedule-row.js';
import { PlanAftermath } from '../planning/plan-aftermath.js';
import type { WrittenPlans } from '../planning/plan-writer.js';
import { AwaitedEvents, type AwaitedEvent } from '../workflows/running/awaited-events.js';
import { WorkflowMoves, type WorkflowMoveOutcome } from '../workflows/running/workflow-moves.js';
import { SubscribedFires } from './subscribed-fires.js';

/** What an event has brought about, to be followed once it is committed. */
export interface EventEffect {
  readonly written: WrittenPlans;
  readonly moved: WorkflowMoveOutcome | undefined;
  /** Runs that were started, and nodes that waited for it. */
  readonly started: number;
}

/** What events do: schedules that wait for them fire, nodes of workflows that wait for them go on. */
@Injectable()
export class EventEffects {
  constructor(
    private readonly fires: SubscribedFires,
    private readonly aftermath: PlanAftermath,
    private readonly awaited: AwaitedEvents,
    private readonly workflows: WorkflowMoves,
    private readonly clock: Clock,
  ) {}

  async bring(session: Session, event: AwaitedEvent & { readonly createdAt: Date }): Promise<EventEffect> {
    const { project, id, name, payload, createdAt } = event;
    const params = { event: { id, name, payload, at: createdAt.toISOString() } };
    const subscription = eventSubscription(project, name);
    const written = await this.fires.fire(session, [{ subscription, params }]);
    const now = this.clock.now();
    const { news, left } = await this.awaited.newsOf(session, event, now);
    const moved = news.size > 0 ? await this.workflows.move(session, news, now) : undefined;
    const runs = written.plans.reduce((sum, plan) => sum + plan.runs.length, 0);
    return { written, moved, started: runs + news.size + left };
  }

  async follow({ written, moved }: EventEffect): Promise<void> {
    this.aftermath.follow(written);
    if (moved) await this.workflows.follow(moved);
  }
}
