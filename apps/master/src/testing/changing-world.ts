import type { OverlapMode, Trigger } from '@orrery/domain';
import type { Database } from '@orrery/persistence';
import { SettableClock } from '@orrery/testing';
import { compareSchedule } from '../ledger/compare-schedule.js';
import { ProofTally } from '../ledger/proof-tally.js';
import { LedgerStore } from '../persistence/stores/ledger.store.js';
import { ChangingRig } from './changing-rig.js';
import { CrashingWrites } from './crashing-writes.js';
import { given } from './specimens.js';

/** A planned time and what became of its run. */
export interface RunOfFire {
  readonly outcome: string;
  readonly state: string | null;
}

/** One schedule, alone in a database, that users change while it is planned, its runs go out and end, and masters die. */
export class ChangingWorld {
  readonly clock: SettableClock;
  readonly writes = new CrashingWrites();
  readonly rig: ChangingRig;
  readonly #task = given.task();
  readonly #started: string[] = [];
  newestMs: number;
  id = '';

  constructor(
    private readonly database: Database,
    private readonly start: Date,
  ) {
    this.clock = new SettableClock(start);
    this.rig = new ChangingRig(this.writes.within(database), this.clock);
    this.newestMs = start.getTime();
  }

  async begin(trigger: Trigger, overlap: OverlapMode): Promise<void> {
    await this.database.transaction(async (session) => {
      for (const table of [
        'schedule',
        'schedule_version',
        'task',
        'task_version',
        'fire',
        'run',
        'run_turn',
      ]) {
        await session.execute(`DELETE FROM ${table}`);
      }
      await this.rig.tasks.insert(session, this.#task, 'test');
    });
    const body = { project: 'default', name: 'changing', ...this.#body(trigger, overlap) };
    this.id = (await this.rig.service.create(body, 'test')).id;
  }

  tick(ms: number): void {
    this.clock.tick(ms);
    this.newestMs = Math.max(this.newestMs, this.clock.now().getTime());
  }

  async plan(): Promise<void> {
    await this.rig.planner.runOnce();
    await this.rig.planSerial();
  }

  replace(trigger: Trigger, overlap: OverlapMode): Promise<unknown> {
    return this.rig.service.replace(this.id, this.#body(trigger, overlap), { actor: 'test' });
  }

  async occur(count: number): Promise<void> {
    const occurrence = { subscription: 'event:default:closed', params: {} };
    this.#started.push(...(await this.rig.occur(Array<typeof occurrence>(count).fill(occurrence))));
  }

  /** Runs that events have started, and that are nowhere. */
  async lost(): Promise<string[]> {
    const there = await this.database.run((session) => this.rig.runs.findAll(session, this.#started));
    const known = new Set(there.map((run) => run.id));
    return this.#started.filter((id) => !known.has(id));
  }

  /** The newest runs that may go out do: the older ones are held back by limits. */
  async sendSome(most: number): Promise<void> {
    await this.database.run(async (session) => {
      const rows = await session.select<{ id: string }>(
        "SELECT id FROM run WHERE state = 'pending' AND eligible_at IS NOT NULL ORDER BY planned_at DESC LIMIT ?",
        [most],
      );
      await session.execute("UPDATE run SET state = 'dispatched' WHERE id IN (?)", [
        rows.map((row) => row.id),
      ]);
    });
  }

  async endOpen(): Promise<void> {
    await this.database.transaction(async (session) => {
      const open = await session.select<{ id: string }>("SELECT id FROM run WHERE state = 'dispatched'");
      const ids = open.map((row) => row.id);
      await session.execute("UPDATE run SET state = 'succeeded' WHERE id IN (?)", [ids]);
      await this.rig.keeper.end(session, [this.id], ids);
    });
  }

  async proof() {
    const span = { from: new Date(this.start.getTime() - 1), to: new Date(this.newestMs + 1) };
    const tally = new ProofTally();
    await this.database.run(async (session) => {
      const versions = await this.rig.versions.of(session, [this.id]);
      const entries = await new LedgerStore().entries(session, [this.id], span, 1_000_000);
      await compareSchedule({ versions, entries }, this.rig.times, span, span.to, tally);
    });
    return tally.toDto(span.from, span.to, null);
  }

  fires(): Promise<RunOfFire[]> {
    return this.database.run((session) =>
      session.select<RunOfFire>(
        'SELECT f.outcome, r.state FROM fire f LEFT JOIN run r ON r.id = f.run_id ORDER BY f.planned_at',
      ),
    );
  }

  turnsWithoutOpenRun() {
    return this.database.run((session) =>
      session.select(
        "SELECT t.* FROM run_turn t LEFT JOIN run r ON r.id = t.run_id WHERE r.id IS NULL OR r.state IN ('skipped', 'succeeded')",
      ),
    );
  }

  #body(trigger: Trigger, overlap: OverlapMode) {
    return this.rig.body(this.#task.id, trigger, overlap);
  }
}
