import type { EventAcceptedDto, FireDto, FirePreviewDto, ScheduleDto } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import type { Installation } from '../installation/installation.js';
import { freshName, type OrreryApi } from '../installation/orrery-api.js';
import { until } from '../installation/until.js';

const everySecond = { kind: 'cron', expression: '* * * * * *', timeZone: 'Europe/Berlin' } as const;

/** The ledger once so many of its fires have gone out; the schedule is paused then. */
async function firesOf(
  api: OrreryApi,
  schedule: ScheduleDto,
  enough: (fires: FireDto[]) => boolean | Promise<boolean>,
): Promise<FireDto[]> {
  await until('the schedule to fire', async () => enough(await api.fires(schedule.id)), 40_000);
  await api.pauseSchedule(schedule.id);
  return (await api.fires(schedule.id)).filter(({ outcome }) => outcome === 'FIRED');
}

/** From a trigger to runs that succeeded, all accounted for. */
export function schedulingSuite(given: () => Installation): void {
  describe.concurrent('schedules', () => {
    it('fire each second once, each fire with one run, spread over all workers', async () => {
      const { api, workerIds } = given();
      const task = await api.shell('echo "planned for $ORRERY_PLANNED_AT"');
      const schedule = await api.createSchedule(task.id, everySecond);
      let workers: string[] = [];
      const fires = await firesOf(api, schedule, async ({ length }) => {
        const ids = (await api.runs({ scheduleId: schedule.id })).flatMap(({ workerId }) => workerId ?? []);
        workers = [...new Set(ids)].sort();
        return length >= 6 && workers.length === workerIds.length;
      });

      const planned = fires.map(({ plannedAt }) => Date.parse(plannedAt));
      expect(planned).toEqual(planned.map((_, index) => planned[0]! + index * 1_000));
      expect(planned[0]! % 1_000).toBe(0);
      expect(planned[0]! - Date.parse(schedule.createdAt)).toBeLessThanOrEqual(1_000);
      const runs = await Promise.all(fires.map(({ runId }) => api.ended(runId!)));
      expect(runs.map(({ state, plannedAt, attempt }) => [state, plannedAt, attempt])).toEqual(
        fires.map(({ plannedAt }) => ['succeeded', plannedAt, 1]),
      );
      const all = await api.runs({ scheduleId: schedule.id });
      expect(all.filter(({ state }) => state !== 'cancelled' && state !== 'skipped')).toHaveLength(
        fires.length,
      );
      expect(workers).toEqual([...workerIds].sort());
      expect((await api.logs(runs[0]!.id)).items.map(({ text }) => text)).toContain(
        `planned for ${runs[0]!.plannedAt}`,
      );
    });

    it('fire at a fixed rate, and once', async () => {
      const { api } = given();
      const task = await api.shell('true');
      const at = new Date(Date.now() + 1_500).toISOString();
      const once = await api.createSchedule(task.id, { kind: 'once', at });
      const rate = await api.createSchedule(task.id, { kind: 'fixedRate', everyMs: 500 });
      const fires = await firesOf(
        api,
        rate,
        (so) => so.filter(({ latenessMs }) => latenessMs !== null).length >= 4,
      );
      const planned = fires.map(({ plannedAt }) => Date.parse(plannedAt));
      expect(planned).toEqual(planned.map((_, index) => planned[0]! + index * 500));
      const [only] = await until('the one fire', async () => {
        const found = await api.fires(once.id);
        return found.length > 0 && found;
      });
      expect(only).toMatchObject({ plannedAt: at, outcome: 'FIRED' });
      expect(await api.ended(only!.runId!)).toMatchObject({ state: 'succeeded', plannedAt: at });
      expect(await api.schedule(once.id)).toMatchObject({ state: 'exhausted', nextFireAt: null });
    });

    it('fire with a fixed delay only after the run before has ended', async () => {
      const { api } = given();
      const task = await api.shell('sleep 0.6');
      const schedule = await api.createSchedule(task.id, { kind: 'fixedDelay', everyMs: 300 });
      const fires = await firesOf(
        api,
        schedule,
        (so) => so.filter(({ latenessMs }) => latenessMs !== null).length >= 3,
      );
      const runs = await Promise.all(fires.map(({ runId }) => api.ended(runId!)));
      for (const [index, run] of runs.slice(1).entries()) {
        const before = Date.parse(runs[index]!.finishedAt!);
        expect(Date.parse(run.plannedAt!) - before).toBeGreaterThanOrEqual(300);
      }
    });

    it('start by an event, once for each id, and after the success of another task', async () => {
      const { api } = given();
      const name = freshName('event');
      const [first, second] = await Promise.all([api.shell('echo first'), api.shell('echo second')]);
      const onEvent = await api.createSchedule(first.id, { kind: 'event', event: name });
      const after = await api.createSchedule(second.id, { kind: 'dependency', taskId: first.id });
      const body = { name, id: `${name}-1`, payload: { shop: 'berlin' } };
      const publish = () => api.http.must<EventAcceptedDto>('POST', '/events', { body });
      expect([await publish(), await publish()]).toEqual(Array(2).fill({ id: body.id, started: 1 }));
      const [fire, ...others] = await api.fires(onEvent.id);
      expect(others).toEqual([]);
      const run = await api.ended(fire!.runId!);
      expect(run).toMatchObject({
        state: 'succeeded',
        params: { event: { id: body.id, name, payload: body.payload } },
      });
      const [next] = await until('the task after it to start', async () => {
        const fires = await api.fires(after.id);
        return fires.length > 0 && fires;
      });
      const dependency = { taskId: first.id, runId: run.id, plannedAt: run.plannedAt };
      expect(await api.ended(next!.runId!)).toMatchObject({ state: 'succeeded', params: { dependency } });
    });

    it('can be previewed, over a change of the clocks too', async () => {
      const trigger = { kind: 'cron', expression: '30 2 * * *', timeZone: 'Europe/Berlin' };
      const body = { trigger, from: '2026-03-28T00:00:00.000Z', count: 3 };
      const { fires, details, nextTransition } = await given().api.http.must<FirePreviewDto>(
        'POST',
        '/schedules/preview',
        { body },
      );
      expect(fires[0]).toBe('2026-03-28T01:30:00.000Z');
      expect(fires.at(-1)).toMatch(/^2026-03-(30|31)T00:30:00\.000Z$/);
      expect(new Set(fires).size).toBe(3);
      expect(details.map(({ transition }) => transition)).toEqual([null, 'gap', null]);
      expect(nextTransition).toMatchObject({ kind: 'gap', at: '2026-03-29T01:00:00.000Z' });
    });
  });
}
