import type { BackfillDto, BackfillRunDto, CreateBackfillDto } from '@orrery/contracts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { startCuttableMaster } from '../testing/cuttable-master.js';
import { useMasters } from '../testing/use-masters.js';
import { WorkflowSession } from '../testing/workflow-session.js';

const actor = 'test';
const masters = useMasters();
const hourly = { kind: 'cron' as const, expression: '0 * * * *', timeZone: 'UTC' };
const midnight = Date.parse('2026-03-01T00:00:00.000Z');
const hour = (n: number) => new Date(midnight + n * 3_600_000).toISOString();
const hours = (count: number) => Array.from({ length: count }, (_, n) => hour(n));

describe('a backfill', () => {
  let session: WorkflowSession;
  /** Planned times of the runs that workers were given, in their order. */
  let given: string[];
  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
    given = [];
    session.fateOf = ({ plannedAt }) => {
      given.push(plannedAt!);
      return {};
    };
  });

  const bodyOf = (target: CreateBackfillDto['target'], over: Partial<CreateBackfillDto> = {}) => ({
    ...{ target, from: hour(0), to: hour(5), schedule: hourly, inputs: {}, params: {}, maxParallel: 1 },
    ...{ order: 'forward' as const, reprocess: 'none' as const, onFailure: 'continue' as const },
    ...{ priority: 'low' as const, dryRun: false },
    ...over,
  });
  const create = (target: CreateBackfillDto['target'], over: Partial<CreateBackfillDto> = {}) =>
    session.client.calls.call('backfill.create', { body: bodyOf(target, over), actor });
  const get = (id: string) => session.client.calls.call('backfill.get', { id });
  const reach = (id: string, check: (backfill: BackfillDto) => void) =>
    vi.waitFor(
      async () => {
        const backfill = await get(id);
        check(backfill);
        return backfill;
      },
      { timeout: 30_000, interval: 30 },
    );
  const finished = (id: string, state: BackfillDto['state'], within?: object) =>
    reach(id, (backfill) =>
      expect(backfill).toMatchObject({ state, finishedAt: expect.any(String) as string, ...within }),
    );
  const runsOf = async (id: string): Promise<readonly BackfillRunDto[]> =>
    (await session.client.calls.call('backfill.runs', { id, query: { limit: 200 } })).items;
  const task = async () => ({ kind: 'task' as const, id: (await session.client.task()).id });
  const workflow = async (over: object = {}) => ({
    kind: 'workflow' as const,
    id: await session.create([session.node('a', [], { params: { at: '{{ time.planned }}' } })], over),
  });

  it('runs a workflow for each planned time, one after another, with its inputs and its time', async () => {
    const target = await workflow({ inputs: { shop: { type: 'string', required: true } } });
    const made = await create(target, { inputs: { shop: 'berlin' }, order: 'backward' });
    expect(made).toMatchObject({ state: 'running', nextAt: hour(5), progress: { total: 6, made: 0 } });
    const done = await finished(made.id, 'succeeded', { nextAt: null });
    expect(done.progress).toEqual({ total: 6, skipped: 0, made: 6, open: 0, succeeded: 6, failed: 0 });
    expect(session.params.map(({ at }) => at)).toEqual(hours(6).reverse());
    const runs = await runsOf(made.id);
    expect(runs.map(({ plannedAt }) => plannedAt)).toEqual(hours(6));
    const one = await session.get(runs[0]!.runId);
    expect(one).toMatchObject({ state: 'succeeded', inputs: { shop: 'berlin' }, plannedAt: hour(0) });
  });

  it('has never more runs open than it may', async () => {
    const target = await task();
    session.fateOf = () => ({ outcome: 'wait' });
    const { id } = await create(target, { maxParallel: 4 });
    await vi.waitFor(() => expect(session.ran).toHaveLength(4), { timeout: 10_000 });
    await reach(id, ({ progress }) => expect(progress).toMatchObject({ made: 4, open: 4 }));
    const cancelled = await session.client.calls.call('backfill.cancel', { id, actor });
    expect(cancelled.state).toBe('cancelled');
    await vi.waitFor(async () => expect((await runsOf(id)).length).toBe(4));
  });

  it('is paused, resumed and cancelled', async () => {
    const target = await workflow();
    session.fateOf = () => ({ outcome: 'wait' });
    const { id } = await create(target, { maxParallel: 2 });
    await vi.waitFor(() => expect(session.ran).toHaveLength(2), { timeout: 10_000 });
    await reach(id, ({ progress }) => expect(progress.open).toBe(2));
    const { calls } = session.client;
    expect(await calls.call('backfill.pause', { id, actor })).toMatchObject({ state: 'paused' });
    await expect(calls.call('workflow.delete', { id: target.id, actor })).rejects.toMatchObject({
      code: 'conflict',
      details: { backfills: { count: 1, ids: [id] } },
    });
    for (const { runId } of await runsOf(id)) {
      await calls.call('workflowRun.cancel', { id: runId, reason: 'enough', actor });
    }
    await vi.waitFor(() => expect(session.worker.told).toHaveLength(2), { timeout: 10_000 });
    for (const message of session.worker.dispatched) {
      await session.worker.report(session.worker.ending(message, 'cancelled'));
    }
    await reach(id, ({ progress }) => expect(progress).toMatchObject({ made: 2, open: 0, failed: 2 }));
    expect(await calls.call('backfill.resume', { id, actor })).toMatchObject({ state: 'running' });
    await reach(id, ({ progress }) => expect(progress).toMatchObject({ made: 4, open: 2 }));
    await calls.call('workflow.delete', { id: target.id, force: true, actor });
    const { reason } = await reach(id, ({ state }) => expect(state).toBe('cancelled'));
    expect(reason).toBe('the workflow was deleted');
    await expect(calls.call('backfill.resume', { id, actor })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('runs again what failed, or everything, or only what was never run', async () => {
    const target = await task();
    session.fateOf = ({ plannedAt }) => {
      given.push(plannedAt!);
      return { outcome: plannedAt === hour(2) ? 'failed' : 'succeeded' };
    };
    const first = await create(target, { to: hour(3), maxParallel: 9 });
    await finished(first.id, 'failed', { reason: null });
    given = [];
    const forecast = (over: Partial<CreateBackfillDto>) =>
      session.client.calls.call('backfill.foretell', { body: bodyOf(target, over) });
    expect(await forecast({ reprocess: 'failed', maxParallel: 2 })).toMatchObject({
      ...{ dryRun: true, times: 6, count: 3, firstAt: hour(2), lastAt: hour(5), slots: 2 },
      typicalDurationMs: expect.any(Number) as number,
    });
    const missing = await create(target);
    expect((await finished(missing.id, 'succeeded')).progress).toMatchObject({ skipped: 4, made: 2 });
    expect(given).toEqual([hour(4), hour(5)]);
    session.fateOf = ({ plannedAt }) => {
      given.push(plannedAt!);
      return {};
    };
    const failed = await create(target, { reprocess: 'failed' });
    expect((await finished(failed.id, 'succeeded')).progress).toMatchObject({ skipped: 5, made: 1 });
    expect(given).toEqual([hour(4), hour(5), hour(2)]);
    expect(await forecast({ reprocess: 'failed' })).toMatchObject({ count: 0, firstAt: null, slots: 0 });
    const all = await create(target, { reprocess: 'all' });
    expect((await finished(all.id, 'succeeded')).progress).toMatchObject({ skipped: 0, made: 6 });
  });

  it('stops at the first failure when it is to', async () => {
    const target = await task();
    session.fateOf = ({ plannedAt }) => ({ outcome: plannedAt === hour(2) ? 'failed' : 'succeeded' });
    const { id } = await create(target, { onFailure: 'stop' });
    const stopped = await finished(id, 'failed', { nextAt: hour(3) });
    expect(stopped.progress).toMatchObject({ made: 3, succeeded: 2, failed: 1 });
    expect(stopped.reason).toContain(hour(2));
  });

  it('has the planned times and parameters of a schedule, also from before it was made', async () => {
    const target = await task();
    const trigger = { kind: 'fixedRate' as const, everyMs: 3_600_000 };
    const over = { params: { a: 1, b: 1 }, startAt: new Date(Date.now() + 60_000).toISOString() };
    const schedule = await session.client.schedule(target.id, trigger, over);
    const { id } = await create(target, {
      schedule: schedule.id,
      params: { b: 2 },
      to: hour(3),
      maxParallel: 5,
    });
    const { progress } = await finished(id, 'succeeded');
    expect(progress.made).toBe(3);
    expect(session.params).toEqual([1, 2, 3].map(() => ({ a: 1, b: 2 })));
    const phase = (at: string) => Date.parse(at) % trigger.everyMs;
    for (const { plannedAt } of await runsOf(id)) expect(phase(plannedAt)).toBe(phase(schedule.startAt!));
  });

  it('is for the target of its schedule, which it names by id or name', async () => {
    const [target, other] = [await task(), await workflow()];
    const schedule = await session.client.schedule(target.id, hourly, { params: { a: 1 } });
    const foretell = (over: Partial<CreateBackfillDto>, of: CreateBackfillDto['target'] = target) =>
      session.client.calls.call('backfill.foretell', { body: bodyOf(of, over) });
    const wanted = { times: 24, plannedTimes: hours(10), firstAt: hour(0), lastAt: hour(23) };
    for (const named of [schedule.id, schedule.name]) {
      expect(await foretell({ schedule: named, to: hour(23) })).toMatchObject(wanted);
      await expect(foretell({ schedule: named }, other)).rejects.toMatchObject({
        errors: [
          { pointer: '/schedule', detail: expect.stringContaining(`for the task ${target.id}`) as string },
        ],
      });
    }
    const { id } = await create(target, { schedule: schedule.name, to: hour(1) });
    expect(await finished(id, 'succeeded')).toMatchObject({ scheduleId: schedule.id, params: { a: 1 } });
  });

  it.each([
    ['a range that ends before it begins', { to: hour(0) }, '/to'],
    ['a range in the future', { to: new Date(Date.now() + 3_600_000).toISOString() }, '/to'],
    ['too many times', { schedule: { ...hourly, expression: '* * * * * *' }, to: hour(48) }, '/to'],
    ['no time at all', { schedule: { ...hourly, expression: '0 0 29 2 *' } }, '/to'],
    ['a schedule that is not there', { schedule: 'nothing' }, '/schedule'],
    ['a line that is none', { schedule: { ...hourly, expression: 'x' } }, '/schedule/expression'],
    ['inputs for a task', { inputs: { a: 1 } }, '/inputs'],
  ])('is refused with %s', async (_, over, pointer) => {
    const target = await task();
    await expect(create(target, over)).rejects.toMatchObject({ code: 'invalid', errors: [{ pointer }] });
  });

  it('is refused with inputs that its workflow does not take, and a target that is not one', async () => {
    const target = await workflow();
    const refused = (pointer: string) => ({ code: 'invalid', errors: [{ pointer }] });
    await expect(create(target, { inputs: { a: 1 } })).rejects.toMatchObject(refused('/inputs/a'));
    await expect(create({ kind: 'task', id: target.id })).rejects.toMatchObject(refused('/target/id'));
  });

  it('loses no time and doubles none when masters are cut off', async () => {
    const count = 120;
    const target = await task();
    const made = await create(target, { to: hour(count - 1), maxParallel: 8 });
    for (let cut = 1; cut <= 2; cut += 1) {
      const dying = await startCuttableMaster(masters);
      await reach(made.id, ({ progress }) => expect(progress.succeeded).toBeGreaterThan(cut * 20));
      await dying.end();
    }
    const done = await finished(made.id, 'succeeded');
    expect(done.progress).toMatchObject({ made: count, succeeded: count });
    const runs = await masters.database.run((each) =>
      each.select<{ planned_at: Date }>('SELECT planned_at FROM run WHERE task_id = ? ORDER BY planned_at', [
        target.id,
      ]),
    );
    expect(runs.map((run) => run.planned_at.toISOString())).toEqual(hours(count));
  });
});
