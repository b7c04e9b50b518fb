import { Injectable } from '@nestjs/common';
import { Database, type Session } from '@orrery/persistence';
import { DispatchWake } from '../../loops/wake-calls.js';
import { RunTurnStore } from '../../persistence/stores/run-turn.store.js';
import { RunCanceller } from '../../runs/run-canceller.js';
import { TurnKeeper } from './turn-keeper.js';

const mostAtOnce = 500;

/** Finds what the end of a run should have let go and did not: the order of runs never depends on events alone. */
@Injectable()
export class TurnSweeper {
  constructor(
    private readonly database: Database,
    private readonly turns: RunTurnStore,
    private readonly keeper: TurnKeeper,
    private readonly canceller: RunCanceller,
    private readonly wake: DispatchWake,
  ) {}

  async runOnce(): Promise<{ released: number; cancelled: number }> {
    const released = await this.#release();
    if (released > 0) this.wake.wake();
    const late = await this.database.run((session) => this.turns.toCancel(session, mostAtOnce));
    await this.canceller.cancelAll(late, 'the next run of its schedule takes over');
    return { released, cancelled: late.length };
  }

  async #release(): Promise<number> {
    const { stale, stuck } = await this.database.run(async (session: Session) => ({
      stale: await this.turns.stale(session, mostAtOnce),
      stuck: await this.turns.stuck(session, mostAtOnce),
    }));
    const scheduleIds = [...new Set([...stale.map((turn) => turn.scheduleId), ...stuck])];
    if (scheduleIds.length === 0) return 0;
    const ended = stale.map((turn) => turn.runId);
    return this.database.transaction((session) => this.keeper.end(session, scheduleIds, ended));
  }
}
