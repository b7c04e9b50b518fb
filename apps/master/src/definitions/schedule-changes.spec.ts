import { overlapModes, type Trigger } from '@orrery/domain';
import { useDatabase } from '@orrery/testing';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { masterEntities } from '../persistence/entities/index.js';
import { masterMigrations } from '../persistence/migrations/index.js';
import { ChangingWorld } from '../testing/changing-world.js';

const start = new Date('2026-03-01T00:00:00.000Z');
const hourMs = 3_600_000;
const everySecond: Trigger = { kind: 'fixedRate', everyMs: 1_000 };
const onEvent: Trigger = { kind: 'event', event: 'closed' };
const requested = { actor: 'test' };
const { database } = useDatabase({
  kind: 'sqlite',
  entities: masterEntities,
  migrations: masterMigrations,
});

let world: ChangingWorld;
beforeEach(() => {
  world = new ChangingWorld(database, start);
});

const triggers = fc.constantFrom<Trigger>(
  everySecond,
  { kind: 'fixedRate', everyMs: 7_300 },
  { kind: 'cron', expression: '*/5 * * * * *', timeZone: 'Europe/Berlin' },
  onEvent,
);
const overlaps = fc.constantFrom(...overlapModes);
type Step = (world: ChangingWorld) => Promise<unknown>;
const steps = fc.oneof<fc.Arbitrary<Step>[]>(
  fc.constantFrom<Step>(
    (on) => on.plan(),
    (on) => on.rig.service.pause(on.id, requested),
    (on) => on.rig.service.resume(on.id, requested),
    (on) => on.rig.service.delete(on.id, requested),
    (on) => on.endOpen(),
  ),
  fc.tuple(triggers, overlaps).map(
    ([trigger, overlap]): Step =>
      (on) =>
        on.replace(trigger, overlap),
  ),
  fc.integer({ min: 1, max: 5 }).map(
    (count): Step =>
      (on) =>
        on.occur(count),
  ),
  fc.nat(3).map(
    (most): Step =>
      (on) =>
        on.sendSome(most),
  ),
);
const happenings = fc.array(
  fc.record({
    goMs: fc.oneof(fc.integer({ min: -3_000, max: 20_000 }), fc.constantFrom(-hourMs / 6, hourMs / 6)),
    step: steps,
    dies: fc.option(fc.nat(10)),
  }),
  { minLength: 2, maxLength: 14 },
);

describe('changes of a schedule', () => {
  it('leave every planned time accounted for once, however the clock goes and wherever masters die', async () => {
    const property = fc.asyncProperty(triggers, overlaps, happenings, async (trigger, overlap, all) => {
      world = new ChangingWorld(database, start);
      await world.begin(trigger, overlap);
      for (const { goMs, step, dies } of all) {
        world.tick(goMs);
        world.writes.left = dies ?? Infinity;
        await step(world).catch((error: unknown) => {
          if (!/killed|no schedule/.test(String(error))) throw error;
        });
        world.writes.left = Infinity;
        await world.plan();
      }
      world.tick(world.newestMs - world.clock.now().getTime() + 1_000);
      await world.plan();
      expect(await world.proof()).toMatchObject({ holds: true, missing: [], unexpected: [], pending: 0 });
      const fires = await world.fires();
      for (const { outcome, state } of fires) {
        if (outcome === 'FIRED') expect(state).toMatch(/pending|dispatched|succeeded/);
        else expect([null, 'skipped']).toContain(state);
      }
      expect(await world.turnsWithoutOpenRun()).toEqual([]);
      expect(await world.lost()).toEqual([]);
    });
    await fc.assert(property, { numRuns: 60 });
  }, 60_000);

  it('never take back what an event has started', async () => {
    await world.begin(onEvent, 'ALLOW');
    await world.occur(5);
    await world.replace(everySecond, 'ALLOW');
    expect(await world.fires()).toEqual(Array(5).fill({ outcome: 'FIRED', state: 'pending' }));
  });

  it('leave what went out before later ones of its schedule accounted for', async () => {
    await world.begin(everySecond, 'ALLOW');
    world.tick(4_500);
    await world.plan();
    world.tick(-4_000);
    await world.sendSome(2);
    await world.replace({ kind: 'fixedRate', everyMs: 7_000 }, 'ALLOW');
    world.tick(10_000);
    await world.plan();
    expect(await world.proof()).toMatchObject({ holds: true, missing: [] });
  });
});
