import { misfirePolicies, overlapModes, type Trigger } from '@orrery/domain';
import { SettableClock, useDatabase } from '@orrery/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareSchedule } from '../ledger/compare-schedule.js';
import { ProofTally } from '../ledger/proof-tally.js';
import { masterEntities } from '../persistence/entities/index.js';
import { masterMigrations } from '../persistence/migrations/index.js';
import { LedgerStore } from '../persistence/stores/ledger.store.js';
import { Crash, CrashingWrites } from '../testing/crashing-writes.js';
import { PlanningRig } from '../testing/planning-rig.js';
import { given } from '../testing/specimens.js';
import { FireTimes } from './triggers/fire-times.js';

const start = new Date('2026-03-01T00:00:00.000Z');

const { database } = useDatabase({
  kind: 'sqlite',
  entities: masterEntities,
  migrations: masterMigrations,
});

const triggers = fc.constantFrom<Trigger>(
  { kind: 'fixedRate', everyMs: 1_000 },
  { kind: 'fixedRate', everyMs: 7_300 },
  { kind: 'cron', expression: '*/5 * * * * *', timeZone: 'Europe/Berlin' },
  { kind: 'cron', expression: '30 1-3 * * *', timeZone: 'America/New_York' },
);
const misfires = fc.option(
  fc.record({ policy: fc.constantFrom(...misfirePolicies), toleranceMs: fc.constantFrom(1_000, 30_000) }),
);
const schedules = fc.array(
  fc.record({ trigger: triggers, misfire: misfires, overlap: fc.constantFrom(...overlapModes) }),
  { minLength: 1, maxLength: 4 },
);
/** How far the clock goes, and at which write of the step the master dies, if it does. */
const steps = fc.array(
  fc.record({
    goMs: fc.integer({ min: -5_000, max: 90_000 }),
    dies: fc.option(fc.nat(12)),
    ends: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

it('accounts for every planned time once, whatever the schedules and wherever masters die', async () => {
  const property = fc.asyncProperty(schedules, steps, async (given, happenings) => {
    const world = await worldOf(given);
    for (const { goMs, dies, ends } of happenings) {
      world.clock.tick(goMs);
      world.writes.left = dies ?? Infinity;
      await world.plan();
      world.writes.left = Infinity;
      if (ends) await world.endOpenRuns();
    }
    await world.plan();
    await world.expectProof();
  });
  await fc.assert(property, { numRuns: 40 });
}, 60_000);

async function worldOf(wanted: readonly object[]) {
  const clock = new SettableClock(start);
  const writes = new CrashingWrites();
  const rig = new PlanningRig(writes.within(database), clock);
  const task = given.task();
  const made = wanted.map((over, n) =>
    given.schedule({ kind: 'once', at: '' }, { ...over, taskId: task.id, name: `s${n}`, nextFireAt: null }),
  );
  const times = new FireTimes();
  await database.transaction(async (session) => {
    for (const table of ['schedule', 'schedule_version', 'task', 'task_version', 'fire', 'run', 'run_turn']) {
      await session.execute(`DELETE FROM ${table}`);
    }
    await rig.tasks.insert(session, task, 'test');
    for (const each of made) {
      const schedule = { ...each, nextFireAt: times.next(each.trigger, each, start) ?? null };
      await rig.schedules.insert(session, schedule);
      await rig.versions.insert(session, { schedule, deleted: false, planAfter: start, changedBy: 'test' });
    }
  });

  return {
    clock,
    writes,
    async plan() {
      const planned = await Promise.allSettled([rig.planner.runOnce(), rig.planSerial()]);
      for (const each of planned) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(Crash);
    },
    async endOpenRuns() {
      await database.transaction(async (session) => {
        const ids = made.map(({ id }) => id);
        const open = (await rig.turns.of(session, ids)).filter(({ state }) => state === 'open');
        await rig.keeper.end(
          session,
          ids,
          open.map(({ runId }) => runId),
        );
      });
    },
    async expectProof() {
      const span = { from: new Date(start.getTime() - 1), to: new Date(clock.now().getTime() + 1) };
      const tally = new ProofTally();
      await database.run(async (session) => {
        for (const { id } of made) {
          const versions = await rig.versions.of(session, [id]);
          const entries = await new LedgerStore().entries(session, [id], span, 1_000_000);
          await compareSchedule({ versions, entries }, times, span, clock.now(), tally);
        }
        const fires = await session.select(
          "SELECT run_id FROM fire WHERE outcome = 'FIRED' OR run_id IS NOT NULL",
        );
        const runs = await session.select('SELECT id FROM run');
        expect(runs).toHaveLength(fires.length);
      });
      expect(tally.toDto(span.from, span.to, null)).toMatchObject({ holds: true, missing: [], pending: 0 });
      const turns = await database.run((session) =>
        rig.turns.of(
          session,
          made.map(({ id }) => id),
        ),
      );
      const open = turns.filter(({ state }) => state === 'open').map(({ scheduleId }) => scheduleId);
      expect(new Set(open).size).toBe(open.length);
    },
  };
}
