import { Injectable } from '@nestjs/common';
import { isWorkflowGroup } from '@orrery/domain';
import { groupsOf } from '../persistence/groups-of.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { DirectRoom } from './direct-room.js';
import { DispatchPublisher } from './dispatch-publisher.js';
import { DueRuns } from './due-runs.js';
import { IntakeContext } from './intake-context.js';

/**
 * Sends runs that were made because others ended. Those with room in their group go straight from the INSERT to the broker; the
 * rest is held like runs of schedules that are due.
 */
@Injectable()
export class StartedRuns {
  constructor(
    private readonly room: DirectRoom,
    private readonly publisher: DispatchPublisher,
    private readonly due: DueRuns,
    private readonly context: IntakeContext,
  ) {}

  /**
   * The runs as they are to be written; their definitions are loaded. Room that is booked for a transaction that fails is given back
   * when the capacity is next looked at.
   */
  book(runs: readonly RunRow[], now: Date): RunRow[] {
    const ofWorkers = runs.filter((run) => !isWorkflowGroup(run.group_name));
    const booked = groupsOf(ofWorkers, keyOf).flatMap((alike) => this.#bookAlike(alike, now));
    return [...booked, ...runs.filter((run) => isWorkflowGroup(run.group_name))];
  }

  /** After the commit. Never rejects. */
  send(runs: readonly RunRow[]): void {
    const dispatched = runs.filter((run) => run.state === 'dispatched');
    if (dispatched.length > 0) void this.publisher.publish(dispatched);
    this.due.add(runs.filter((run) => run.state === 'pending' && !isWorkflowGroup(run.group_name)));
    if (runs.some((run) => isWorkflowGroup(run.group_name))) this.context.wake.wake();
  }

  #bookAlike(runs: readonly RunRow[], now: Date): RunRow[] {
    const definition = this.context.definitions.get(runs[0]!);
    const count = this.room.book(runs, definition, runs.length);
    const retryAt = new Date(now.getTime() + this.context.settings.config.acceptWithinMs);
    const sent = { state: 'dispatched', eligible_at: retryAt, first_dispatched_at: now } as const;
    return runs.map((run, at) => (at < count ? { ...run, ...sent } : run));
  }
}

function keyOf(run: RunRow): string {
  return `${run.task_id} ${run.task_version} ${run.overrides ?? ''}`;
}
