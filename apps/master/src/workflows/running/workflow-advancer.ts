import { Injectable } from '@nestjs/common';
import { advance, endNode } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeStarter } from './node-starter.js';
import type { WorkflowStep } from './workflow-step.js';

/** Moves a workflow run on as far as it goes without waiting for anything: what is decided is started, and may end at once. */
@Injectable()
export class WorkflowAdvancer {
  constructor(private readonly starter: NodeStarter) {}

  /** @param changed nodes that have changed since the run was written; absent: all are looked at. */
  async advance(session: Session, step: WorkflowStep, changed?: readonly number[]): Promise<void> {
    const { graph } = step.compiled;
    let news = changed;
    for (;;) {
      const next = advance(graph, step.states, step.row.control, news);
      step.states = next.states;
      step.state = next.state;
      if (next.compensate !== undefined) {
        if (await this.starter.undo(session, step, next.compensate)) return;
        news = undefined;
        continue;
      }
      const ends = await this.starter.startAll(session, step, next.start);
      if (ends.length === 0) return;
      news = ends.flatMap((end) => endNode(graph, step.states, end));
    }
  }
}
