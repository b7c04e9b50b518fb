import type {
  BackfillDto,
  BackfillForecastDto,
  BackfillRunDto,
  CreateScheduleDto,
  ScheduleDto,
  WorkflowRunDto,
} from '@orrery/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../installation/api-client.js';
import type { Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';
import { until } from '../installation/until.js';
import { shellNode, WorkflowApi } from '../installation/workflow-api.js';

interface Items<T> {
  readonly items: readonly T[];
}

const noop = [{ id: 'a', kind: 'noop' }];
const nightly = { kind: 'cron', expression: '30 2 * * *', timeZone: 'Europe/Berlin' };
/** With the night in which the clock is put forward. */
const nights = { from: '2026-03-28T00:00:00Z', to: '2026-03-31T00:00:00Z', schedule: nightly };
const nightTimes = ['2026-03-28T01:30:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'];
const everySecond = { kind: 'cron' as const, expression: '* * * * * *', timeZone: 'UTC' };

/** Planned times of workflows, those of the past and those to come: through the API alone. */
export function backfillsSuite(given: () => Installation): void {
  describe.concurrent('backfills and schedules of workflows', () => {
    let flows: WorkflowApi;
    beforeAll(() => {
      flows = new WorkflowApi(given().api.http);
    });

    const workflow = (id: string) => ({ kind: 'workflow', id });
    const pointers = (body: Problem) => body.errors?.map(({ pointer }) => pointer);
    const finished = (id: string) =>
      until(`backfill ${id} to finish`, async () =>
        [await flows.http.must<BackfillDto>('GET', `/backfills/${id}`)].find(
          (each) => each.finishedAt !== null,
        ),
      );
    const schedule = (target: object, trigger: CreateScheduleDto['trigger'], more: object = {}) =>
      flows.http.ask<ScheduleDto & Problem>('POST', '/schedules', {
        body: { name: freshName('schedule'), target, trigger, ...more },
      });
    const runsOf = async (workflowId: string) =>
      (await flows.http.must<Items<WorkflowRunDto>>('GET', `/workflow-runs?workflowId=${workflowId}`)).items;
    const someRun = (workflowId: string) =>
      until(`a run of workflow ${workflowId}`, async () =>
        (await runsOf(workflowId)).find(({ finishedAt }) => finishedAt !== null),
      );

    it('run a workflow for the planned times of the past, each once', async () => {
      const { http } = flows;
      const inputs = { day: { type: 'string', required: true } };
      const command = 'test "$ORRERY_PARAM_DAY" = monday && test -n "$ORRERY_PARAM_AT"';
      const node = {
        ...shellNode('a', command),
        params: { day: '{{ inputs.day }}', at: '{{ time.planned }}' },
      };
      const id = await flows.create([node], { inputs });
      const body = { target: workflow(id), ...nights, inputs: { day: 'monday' } };
      const foretold = await http.ask<BackfillForecastDto>('POST', '/backfills', {
        body: { ...body, dryRun: true },
      });
      expect([foretold.status, foretold.headers.get('location')]).toEqual([200, null]);
      expect(foretold.body).toMatchObject({
        ...{ dryRun: true, times: 3, count: 3, slots: 1, estimateMs: null },
        ...{ firstAt: nightTimes[0], lastAt: nightTimes[2], plannedTimes: nightTimes },
      });
      const made = await http.ask<BackfillDto>('POST', '/backfills', { body });
      expect(made.status).toBe(201);
      expect(made.headers.get('location')).toBe(`/api/v1/backfills/${made.body.id}`);
      expect(made.body).toMatchObject({
        ...{ state: 'running', priority: 'low', maxParallel: 1, order: 'forward', reprocess: 'none' },
        ...{ target: { kind: 'workflow', id }, trigger: nightly, nextAt: nightTimes[0] },
      });
      const done = await finished(made.body.id);
      expect(done).toMatchObject({
        state: 'succeeded',
        progress: { total: 3, made: 3, succeeded: 3, open: 0 },
      });
      const { items } = await http.must<Items<BackfillRunDto>>('GET', `/backfills/${done.id}/runs`);
      expect(items.map(({ plannedAt, state }) => [plannedAt, state])).toEqual(
        nightTimes.map((time) => [time, 'succeeded']),
      );
      expect((await runsOf(id)).map(({ plannedAt }) => plannedAt)).toEqual([...nightTimes].reverse());
      const again = await http.must<BackfillForecastDto>('POST', '/backfills', {
        body: { ...body, dryRun: true },
      });
      expect(again).toMatchObject({ times: 3, count: 0, firstAt: null, estimateMs: 0 });
      const listed = await http.must<Items<BackfillDto>>('GET', `/backfills?targetId=${id}&state=succeeded`);
      expect(listed.items).toEqual([done]);
      expect((await http.ask('POST', `/backfills/${done.id}/cancel`)).status).toBe(409);
    });

    it('of tasks give each run its planned time, and stop when they are to', async () => {
      const { http } = flows;
      const task = await given().api.shell(`test "$ORRERY_PLANNED_AT" != "${nightTimes[1]}"`);
      const body = { target: { kind: 'task', id: task.id }, ...nights, onFailure: 'stop' };
      const made = await http.must<BackfillDto>('POST', '/backfills', { body });
      const done = await finished(made.id);
      expect(done).toMatchObject({
        state: 'failed',
        nextAt: nightTimes[2],
        progress: { made: 2, failed: 1 },
      });
      expect(done.reason).toContain(nightTimes[1]);
    });

    it('are paused, resumed and cancelled with what is open', async () => {
      const { http } = flows;
      const task = await given().api.shell('sleep 60');
      const body = { target: { kind: 'task', id: task.id }, ...nights, maxParallel: 2 };
      const { id } = await http.must<BackfillDto>('POST', '/backfills', { body });
      expect(await http.must('POST', `/backfills/${id}/pause`)).toMatchObject({ state: 'paused' });
      expect(await http.must('POST', `/backfills/${id}/resume`)).toMatchObject({ state: 'running' });
      await until('its runs to be open', async () => {
        const { progress } = await http.must<BackfillDto>('GET', `/backfills/${id}`);
        return progress.open === 2 && progress;
      });
      expect(await http.must('POST', `/backfills/${id}/cancel`)).toMatchObject({ state: 'cancelled' });
      expect((await finished(id)).progress).toMatchObject({ made: 2, open: 0, failed: 2 });
      expect((await http.ask('POST', `/backfills/${id}/resume`)).status).toBe(409);
    });

    it('are refused with what is wrong with them', async () => {
      const target = workflow(await flows.create(noop));
      const refused = async (over: object) => {
        const answer = await flows.http.ask<Problem>('POST', '/backfills', {
          body: { target, ...nights, ...over },
        });
        return [answer.status, pointers(answer.body)];
      };
      expect(await refused({ from: nights.to, to: nights.from })).toEqual([422, ['/to']]);
      expect(await refused({ to: '2100-01-01T00:00:00Z' })).toEqual([422, ['/to']]);
      expect(await refused({ inputs: { a: 1 } })).toEqual([422, ['/inputs/a']]);
      expect(await refused({ schedule: { ...nightly, expression: '99 * * * *' } })).toEqual([
        422,
        ['/schedule/expression'],
      ]);
      expect(await refused({ schedule: { ...nightly, expression: '* * * * * *' } })).toEqual([422, ['/to']]);
      expect(await refused({ target: { ...target, kind: 'task' } })).toEqual([422, ['/target/id']]);
      expect(await refused({ maxParallel: 0, order: 'sideways' })).toEqual([422, ['/maxParallel', '/order']]);
      expect((await flows.http.ask('GET', '/backfills/nothing')).status).toBe(404);
    });

    it('have schedules that start workflows with inputs', async () => {
      const id = await flows.create([shellNode('a', 'true')], {
        inputs: { n: { type: 'integer', required: true } },
      });
      const refused = await schedule(workflow(id), everySecond, { params: { n: 'x', m: 1 } });
      expect([refused.status, pointers(refused.body)]).toEqual([422, ['/params/m', '/params/n']]);
      expect(pointers((await schedule({ kind: 'task', id }, everySecond)).body)).toEqual(['/target/id']);
      const { body } = await schedule(workflow(id), everySecond, { params: { n: 7 } });
      expect(body).toMatchObject({ target: workflow(id), params: { n: 7 } });
      const run = await someRun(id);
      expect(run).toMatchObject({ state: 'succeeded', inputs: { n: 7 }, trigger: 'schedule' });
      expect(run.plannedAt).toMatch(/\.000Z$/);
      const listed = await flows.http.must<Items<ScheduleDto>>('GET', `/schedules?workflowId=${id}`);
      expect(listed.items.map((each) => [each.id, each.target])).toEqual([[body.id, workflow(id)]]);
      await flows.http.must('POST', `/workflows/${id}/pause`);
      await until('a planned time to be skipped', async () => {
        const fires = await given().api.fires(body.id);
        return fires.find(({ outcome }) => outcome === 'SKIPPED');
      });
      const needed = await flows.http.ask<Problem>('DELETE', `/workflows/${id}`);
      expect([needed.status, needed.body]).toMatchObject([
        409,
        { detail: expect.stringContaining('1 schedule(s)') as string },
      ]);
      expect((await flows.http.ask('DELETE', `/workflows/${id}?force=true`)).status).toBe(204);
      expect((await flows.http.ask('GET', `/schedules/${body.id}`)).status).toBe(404);
    });

    it('are no tasks', async () => {
      const { http } = flows;
      const id = await flows.create(noop);
      for (const path of [`/tasks/${id}`, `/tasks/${id}/versions`]) {
        expect((await http.ask('GET', path)).status, path).toBe(404);
      }
      for (const [method, path] of [
        ['POST', `/tasks/${id}/runs`],
        ['POST', `/tasks/${id}/pause`],
        ['DELETE', `/tasks/${id}`],
      ] as const) {
        expect((await http.ask(method, path)).status, path).toBe(404);
      }
      const { items } = await http.must<Items<{ id: string }>>('GET', `/tasks?search=${id}`);
      expect(items).toEqual([]);
      const node = { id: 'a', kind: 'task', task: id };
      const used = await http.ask<Problem>('POST', '/workflows', {
        body: { name: freshName('x'), nodes: [node] },
      });
      expect([used.status, pointers(used.body)]).toEqual([422, ['/nodes/0/task']]);
    });

    it('are started by the success of others, and by events', async () => {
      const first = await flows.create(noop);
      const inputs = { dependency: { type: 'object' } };
      const asking = await flows.create(noop, { inputs });
      const plain = await flows.create(noop);
      const name = freshName('event');
      for (const [id, trigger] of [
        [asking, { kind: 'dependency', workflowId: first }],
        [plain, { kind: 'event', event: name }],
      ] as const) {
        const { status } = await schedule(workflow(id), trigger);
        expect(status).toBe(201);
      }
      const circle = await schedule(workflow(first), { kind: 'dependency', workflowId: asking });
      expect([circle.status, pointers(circle.body)]).toEqual([422, ['/trigger/workflowId']]);
      const nobody = await schedule(workflow(first), { kind: 'dependency', workflowId: 'nobody' });
      expect(pointers(nobody.body)).toEqual(['/trigger/workflowId']);
      expect(pointers((await schedule(workflow(first), { kind: 'dependency' })).body)).toEqual([
        '/trigger/taskId',
      ]);
      const { id: runId } = await flows.trigger(first);
      await flows.http.must('POST', '/events', { body: { name, payload: {} } });
      expect(await someRun(asking)).toMatchObject({
        state: 'succeeded',
        inputs: { dependency: { workflowId: first, runId } },
      });
      expect(await someRun(plain)).toMatchObject({ state: 'succeeded', inputs: {} });
    });
  });
}
