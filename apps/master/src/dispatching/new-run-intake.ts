import { Injectable } from '@nestjs/common';
import type { TaskDefinition } from '@orrery/domain';
import type { RunRow } from '../persistence/stores/run-row.js';
import { DirectRoom } from './direct-room.js';
import { DispatchPublisher } from './dispatch-publisher.js';
import { IntakeContext } from './intake-context.js';
import { RunInserter } from './run-inserter.js';

/** Takes in new runs. Those with room in their group go straight from the INSERT to the broker; the rest is backlog. */
@Injectable()
export class NewRunIntake {
  constructor(
    private readonly inserter: RunInserter,
    private readonly publisher: DispatchPublisher,
    private readonly room: DirectRoom,
    private readonly context: IntakeContext,
  ) {}

  /** The runs as written; committed when this resolves, on their way to a worker a moment later. */
  async accept(
    runs: readonly RunRow[],
    definition: TaskDefinition,
    requestKey?: string,
  ): Promise<readonly RunRow[]> {
    if (runs.length === 0) return [];
    const now = this.context.clock.now();
    const dueNow = runs.filter((run) => run.due_at <= now).length;
    const direct = this.room.book(runs, definition, dueNow);
    let left = direct;
    const written = runs.map((run) => (run.due_at <= now && left-- > 0 ? this.#dispatched(run, now) : run));
    try {
      const repeated = await this.#insert(written, requestKey);
      if (repeated) {
        this.room.release(definition, direct);
        return repeated;
      }
    } catch (error) {
      this.room.release(definition, direct);
      throw error;
    }
    this.context.definitions.learn(written[0]!, definition);
    void this.publisher.publish(written.filter((run) => run.state === 'dispatched'));
    if (direct < dueNow) this.context.wake.wake();
    return written;
  }

  /** The runs of an earlier request with this key; undefined when these were written. */
  async #insert(
    runs: readonly RunRow[],
    requestKey: string | undefined,
  ): Promise<readonly RunRow[] | undefined> {
    if (requestKey !== undefined) return (await this.inserter.insertOnce(requestKey, runs)).repeated;
    await this.inserter.insert(runs);
    return undefined;
  }

  #dispatched(run: RunRow, now: Date): RunRow {
    const retryAt = new Date(now.getTime() + this.context.settings.config.acceptWithinMs);
    return { ...run, state: 'dispatched', eligible_at: retryAt, first_dispatched_at: now };
  }
}
