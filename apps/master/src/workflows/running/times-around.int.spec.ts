import type { CreateBackfillDto, WorkflowRunDto } from '@orrery/contracts';
import type { Trigger } from '@orrery/domain';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const actor = 'test';
const masters = useMasters();
const everySecond = { kind: 'cron', expression: '* * * * * *', timeZone: 'Europe/Berlin' } as const;
const waiting = { timeout: 20_000, interval: 30 };
const seconds = (at: string | null | undefined, count: number) =>
  new Date(Date.parse(at!) + count * 1_000).toISOString();

describe('the planned times around that of a workflow run', () => {
  let session: WorkflowSession;
  let workflowId: string;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
    const params = {
      before: '{{ time.previous }}',
      after: '{{ time.next }}',
      by: '{{ run.trigger }}',
    };
    workflowId = await session.create([session.node('a', [], { params })]);
  });

  const schedule = (trigger: Trigger, over: object = {}) =>
    session.client.schedule(workflowId, trigger, { target: { kind: 'workflow', id: workflowId }, ...over });
  const succeeded = async (least = 1): Promise<readonly WorkflowRunDto[]> =>
    vi.waitFor(async () => {
      const query = { workflowId, state: 'succeeded' as const, limit: 100 };
      const { items } = await session.client.calls.call('workflowRun.list', { query });
      expect(items.length).toBeGreaterThanOrEqual(least);
      return [...items].reverse();
    }, waiting);
  const seen = (run: WorkflowRunDto) => ({
    before: run.previousPlannedAt,
    after: run.nextPlannedAt,
    by: run.trigger,
  });

  it('are those of its schedule, and a rerun sees the same when the schedule has changed', async () => {
    const { id } = await schedule(everySecond);
    const [run] = await succeeded();
    await session.client.calls.call('schedule.delete', { id, actor });
    const around = { before: seconds(run!.plannedAt, -1), after: seconds(run!.plannedAt, 1) };
    expect(seen(run!)).toEqual({ ...around, by: 'schedule' });
    expect(session.params).toContainEqual({ ...around, by: 'schedule' });

    const body = { from: 'start' as const };
    const again = await session.client.calls.call('workflowRun.rerun', { id: run!.id, body, actor });
    const rerun = await session.reach(again.id, 'succeeded');
    expect(rerun).toMatchObject({ plannedAt: run!.plannedAt, rerunOf: run!.id });
    expect(seen(rerun)).toEqual({ ...around, by: 'rerun' });
    expect(session.params.at(-1)).toEqual({ ...around, by: 'rerun' });
  });

  it('are those before only where the end of a run decides what comes', async () => {
    const { id } = await schedule({ kind: 'fixedDelay', everyMs: 200 });
    const [first, second] = await succeeded(2);
    await session.client.calls.call('schedule.delete', { id, actor });
    expect(seen(first!)).toEqual({ before: null, after: null, by: 'schedule' });
    expect(seen(second!)).toEqual({ before: first!.plannedAt, after: null, by: 'schedule' });
  });

  it('are not there for the first and the last of a rate, and for one time', async () => {
    const startAt = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 2_000);
    const endAt = new Date(startAt.getTime() + 400);
    const bounds = { startAt: startAt.toISOString(), endAt: endAt.toISOString() };
    await schedule({ kind: 'fixedRate', everyMs: 400 }, bounds);
    const [first, last] = await succeeded(2);
    expect(seen(first!)).toMatchObject({ before: null, after: bounds.endAt });
    expect(seen(last!)).toMatchObject({ before: bounds.startAt, after: null });
    await schedule({ kind: 'once', at: new Date(Date.now() + 500).toISOString() });
    const [, , once] = await succeeded(3);
    expect(seen(once!)).toEqual({ before: null, after: null, by: 'schedule' });
  });

  it('begin with the first fire of a rate, not with its making, and go on when it is changed', async () => {
    const { id } = await schedule({ kind: 'fixedRate', everyMs: 500 });
    await succeeded(2);
    const target = { kind: 'workflow' as const, id: workflowId };
    const settings = { params: {}, jitterMs: 0, overlap: 'ALLOW' as const };
    const body = { target, trigger: { kind: 'fixedRate' as const, everyMs: 507 }, ...settings };
    const { updatedAt } = await session.client.calls.call('schedule.replace', { id, body, actor });
    const runs = await vi.waitFor(async () => {
      const all = await succeeded(3);
      expect(all.some(({ plannedAt }) => plannedAt! > updatedAt)).toBe(true);
      return all;
    }, waiting);
    await session.client.pause(id);
    const times = (await session.client.fires(id)).map(({ plannedAt }) => plannedAt).sort();
    for (const { plannedAt, previousPlannedAt } of runs) {
      expect(previousPlannedAt).toBe(times[times.indexOf(plannedAt!) - 1] ?? null);
    }
  });

  it('are those of its planned time for a rerun of one that never began', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    workflowId = await session.create([session.node('a')], { maxConcurrent: 1 });
    const { id } = await schedule(everySecond);
    const newest = (state: 'running' | 'pending') =>
      vi.waitFor(async () => {
        const query = { workflowId, state, limit: 100 };
        const [run] = (await session.client.calls.call('workflowRun.list', { query })).items;
        expect(run).toBeDefined();
        return run!;
      }, waiting);
    await newest('running');
    const pending = await newest('pending');
    await session.client.calls.call('workflowRun.cancel', { id: pending.id, reason: 'enough', actor });
    const never = await session.reach(pending.id, 'cancelled');
    expect(never).toMatchObject({ startedAt: null, previousPlannedAt: null });

    const body = { from: 'start' as const };
    const again = await session.client.calls.call('workflowRun.rerun', { id: never.id, body, actor });
    const around = { before: seconds(never.plannedAt, -1), after: seconds(never.plannedAt, 1), by: 'rerun' };
    expect(seen(again)).toEqual(around);
    await session.client.calls.call('schedule.delete', { id, actor });
    await session.client.calls.call('workflowRun.cancel', { id: again.id, reason: 'enough', actor });
    await session.reach(again.id, 'cancelled');
    const third = await session.client.calls.call('workflowRun.rerun', { id: again.id, body, actor });
    expect(seen(third)).toEqual(around);
  });

  it.each<[string, CreateBackfillDto['order']]>([
    ['in their order', 'forward'],
    ['the last one first', 'backward'],
  ])('are those of the trigger of its backfill, also at the ends of its range: %s', async (_, order) => {
    const { id } = await schedule({ kind: 'fixedRate', everyMs: 3_600_000 });
    const [from, to] = ['2026-03-01T00:00:00.000Z', '2026-03-01T02:30:00.000Z'];
    const body = {
      ...{ target: { kind: 'workflow' as const, id: workflowId }, from, to, schedule: id, order },
      ...{ inputs: {}, params: {}, maxParallel: 1, reprocess: 'none' as const, dryRun: false },
      ...{ onFailure: 'continue' as const, priority: 'low' as const },
    };
    await session.client.calls.call('backfill.create', { body, actor });
    const runs = await succeeded(2);
    for (const run of runs.filter(({ plannedAt }) => plannedAt! <= to)) {
      expect(seen(run)).toEqual({
        before: seconds(run.plannedAt, -3_600),
        after: seconds(run.plannedAt, 3_600),
        by: 'backfill',
      });
    }
    expect(session.params).toContainEqual(seen(runs[0]!));
  });

  it('are not there without a schedule', async () => {
    const run = await session.reach((await session.trigger(workflowId)).id, 'succeeded');
    expect(seen(run)).toEqual({ before: null, after: null, by: 'api' });
  });
});
