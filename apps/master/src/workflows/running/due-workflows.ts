import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { messageOf } from '@orrery/runtime';
import { WorkflowWakeStore, type WorkflowWakeRow } from '../../persistence/stores/workflow-wake.store.js';
import { WorkflowMoves } from './workflow-moves.js';
import type { WorkflowNews } from './workflow-news.js';

const tryAgainAfterMs = 10_000;

/** A workflow run could not be moved on for this wake, which stands as before. */
export class StuckWorkflowError extends Error {
  constructor(
    readonly wake: WorkflowWakeRow,
    override readonly cause: unknown,
  ) {
    super(messageOf(cause));
  }
}

/** Takes workflow runs that it is time to look at, and moves them on. */
@Injectable()
export class DueWorkflows {
  constructor(
    private readonly database: Database,
    private readonly wakes: WorkflowWakeStore,
    private readonly moves: WorkflowMoves,
    private readonly clock: Clock,
  ) {}

  /** In one transaction; resolves to how many reasons to look there were. @throws StuckWorkflowError for one that cannot be moved alone. */
  async moveSome(limit: number): Promise<number> {
    const now = this.clock.now();
    let due: readonly WorkflowWakeRow[] = [];
    const move = async (session: Session) => {
      due = [];
      due = await this.wakes.claimDue(session, now, limit);
      return this.#look(session, due, now);
    };
    const outcome = await this.database.transaction(move).catch((error: unknown) => {
      const [only] = due;
      throw limit === 1 && only ? new StuckWorkflowError(only, error) : error;
    });
    if (outcome) await this.moves.follow(outcome);
    return due.length;
  }

  /** Has one looked at later. */
  async putOff({ wake }: StuckWorkflowError): Promise<void> {
    const dueAt = new Date(this.clock.now().getTime() + tryAgainAfterMs);
    await this.database.transaction((session) => this.wakes.putOff(session, [wake.id], dueAt));
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
