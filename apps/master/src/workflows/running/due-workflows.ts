import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { WorkflowWakeStore, type WorkflowWakeRow } from '../../persistence/stores/workflow-wake.store.js';
import { WorkflowMoves } from './workflow-moves.js';
import type { WorkflowNews } from './workflow-news.js';

const tryAgainAfterMs = 10_000;

/** Takes workflow runs that it is time to look at, and moves them on. */
@Injectable()
export class DueWorkflows {
  constructor(
    private readonly database: Database,
    private readonly wakes: WorkflowWakeStore,
    private readonly moves: WorkflowMoves,
    private readonly clock: Clock,
  ) {}

  /** In one transaction; resolves to how many reasons to look there were. */
  async moveSome(limit: number): Promise<number> {
    const now = this.clock.now();
    const { due, outcome } = await this.database.transaction(async (session) => {
      const due = await this.wakes.claimDue(session, now, limit);
      return { due, outcome: await this.#look(session, due, now) };
    });
    if (outcome) await this.moves.follow(outcome);
    return due.length;
  }

  /** Has the first of them looked at later; resolves to the id of its workflow run. */
  async putOffFirst(): Promise<string | undefined> {
    const now = this.clock.now();
    return this.database.transaction(async (session) => {
      const [first] = await this.wakes.claimDue(session, now, 1);
      if (first) await this.wakes.putOff(session, [first.id], new Date(now.getTime() + tryAgainAfterMs));
      return first?.workflow_run_id;
    });
  }

  async #look(session: Session, due: readonly WorkflowWakeRow[], now: Date) {
    if (due.length === 0) return undefined;
    await this.wakes.remove(
      session,
      due.map(({ id }) => id),
    );
    return this.moves.move(session, newsOf(due), now);
  }
}

function newsOf(due: readonly WorkflowWakeRow[]): Map<string, WorkflowNews[]> {
  const news = new Map<string, WorkflowNews[]>();
  for (const { workflow_run_id: id, node_id: nodeId } of due) {
    news.set(id, [...(news.get(id) ?? []), { kind: 'look', nodeId }]);
  }
  return news;
}
