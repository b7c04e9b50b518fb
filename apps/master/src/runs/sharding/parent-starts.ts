import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { EventPublisher } from '../../events/event-publisher.js';
import { RunStore } from '../../persistence/stores/run.store.js';
import { ShardSweepStore } from '../../persistence/stores/shard-sweep.store.js';
import { runEvent } from '../run-events.js';

/**
 * Shows a parent as running once a child is. Looked for and not followed: a claim is one statement for many runs, and
 * plain ones are not to pay for the few that have parents.
 */
@Injectable()
export class ParentStarts {
  constructor(
    private readonly database: Database,
    private readonly shards: ShardSweepStore,
    private readonly runs: RunStore,
    private readonly publisher: EventPublisher,
    private readonly clock: Clock,
  ) {}

  async runOnce(): Promise<{ started: number }> {
    const found = await this.database.run((session) => this.shards.started(session));
    const started: string[] = [];
    for (const { id, at } of found) {
      if (await this.database.run((session) => this.shards.markStarted(session, id, at))) started.push(id);
    }
    if (started.length === 0) return { started: 0 };
    const rows = await this.database.run((session) => this.runs.findAll(session, started));
    const now = this.clock.now();
    await this.publisher.publishRunEvents(
      rows.map((row) => ({
        state: 'running',
        event: () => runEvent(row, 'running', row.started_at ?? now),
      })),
    );
    return { started: started.length };
  }
}
