import type { ApprovalDto } from '@orrery/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, Problem } from '../installation/api-client.js';
import type { Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';
import { until } from '../installation/until.js';
import { approvalNode, shellNode, WorkflowApi } from '../installation/workflow-api.js';

const anInstant = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;
const unknown = '01931a7e-5b0c-7c3e-9d55-2f4f4c1f8a10';

/** What people do to runs of workflows, and what they may not do. */
export function workflowControlSuite(given: () => Installation): void {
  describe.concurrent('runs of workflows under control', () => {
    let flows: WorkflowApi;
    beforeAll(() => {
      flows = new WorkflowApi(given().api.http);
    });

    it('wait for a decision, which is listed and taken with a comment', async () => {
      const id = await flows.start([approvalNode('ok', { approvers: ['admin'] }), approvalNode('no')], {
        onFailure: 'continue',
      });
      const waiting = await until('both to wait', async () => {
        const { items } = await flows.http.must<{ items: ApprovalDto[] }>(
          'GET',
          '/approvals?project=default&limit=200',
        );
        const mine = items.filter(({ workflowRunId }) => workflowRunId === id);
        return mine.length === 2 && mine;
      });
      expect(waiting).toMatchObject([
        { nodeId: 'ok', message: 'Load it?', approvers: ['admin'], since: anInstant, deadline: anInstant },
        { nodeId: 'no', approvers: [] },
      ]);
      expect((await flows.act(id, 'nodes/ok/approve', { comment: 'numbers checked' })).status).toBe(200);
      expect((await flows.act(id, 'nodes/no/reject', { comment: 'too late' })).status).toBe(200);
      await flows.reach(id, 'failed');
      const found = await flows.nodes(id);
      const by = { by: 'admin', comment: 'numbers checked', decision: 'approved' };
      expect(found.get('ok')).toMatchObject({ state: 'succeeded', outputs: by, detail: by });
      expect(found.get('no')).toMatchObject({
        state: 'failed',
        failure: { kind: 'rejected', message: 'rejected by admin: too late' },
      });
      expect(await flows.act(id, 'nodes/ok/reject')).toMatchObject({
        status: 409,
        body: { code: 'conflict' },
      });
    });

    it('are paused, resumed and cancelled', async () => {
      const id = await flows.start([
        approvalNode('ok'),
        shellNode('long', 'sleep 600', ['ok']),
        shellNode('next', 'true', ['long']),
      ]);
      await flows.reachNode(id, 'ok', 'running');
      expect(await flows.act(id, 'pause')).toMatchObject({ status: 200, body: { state: 'paused' } });
      expect((await flows.act(id, 'nodes/ok/approve')).status).toBe(200);
      expect(await flows.get(id)).toMatchObject({ state: 'paused' });
      expect((await flows.nodes(id)).get('long')).toMatchObject({ state: 'ready', runId: null });
      expect(await flows.act(id, 'resume')).toMatchObject({ status: 200, body: { state: 'running' } });
      const { runId } = await flows.reachNode(id, 'long', 'running');
      await until('its run to run', async () => (await given().api.run(runId!)).state === 'running');
      expect((await flows.act(id, 'cancel', { reason: 'enough' })).status).toBe(202);
      expect(await flows.reach(id, 'cancelled')).toMatchObject({ finishedAt: anInstant });
      expect((await given().api.run(runId!)).state).toBe('cancelled');
      expect((await flows.nodes(id)).get('next')).toMatchObject({ state: 'cancelled', runId: null });
      expect((await flows.act(id, 'cancel')).status).toBe(202); // again: no change
      for (const action of ['pause', 'resume']) {
        expect(await flows.act(id, action)).toMatchObject({ status: 409, body: { code: 'conflict' } });
      }
    });

    it('go on behind a node that is marked, and are run again from what failed', async () => {
      const { filesDir } = given();
      const file = `${filesDir}/${freshName('mended')}`;
      const id = await flows.start([
        shellNode('first', 'true'),
        shellNode('stuck', 'sleep 600', ['first']),
        shellNode('off', `test -e ${file}`, ['stuck']),
        shellNode('last', 'true', ['off']),
      ]);
      await flows.reachNode(id, 'stuck', 'running');
      const marked = await flows.act(id, 'nodes/stuck/mark', {
        state: 'succeeded',
        comment: 'by hand',
        outputs: { n: 1 },
      });
      expect(marked).toMatchObject({ status: 200 });
      await flows.reach(id, 'failed');
      expect((await flows.nodes(id)).get('stuck')).toMatchObject({ state: 'succeeded', outputs: { n: 1 } });
      expect((await flows.act(id, 'nodes/last/mark', { state: 'skipped' })).status).toBe(409);

      const { api } = given();
      await api.ended((await api.trigger((await api.shell(`touch ${file}`)).id)).id);
      const again = await flows.act(id, 'rerun', { from: 'failed' });
      expect(again).toMatchObject({ status: 202, body: { rerunOf: id, trigger: 'rerun' } });
      expect(again.headers.get('location')).toBe(`/api/v1/workflow-runs/${again.body.id}`);
      await flows.reach(again.body.id, 'succeeded');
      const taken = await flows.nodes(again.body.id);
      expect(taken.get('first')).toMatchObject({ state: 'succeeded' });
      expect(taken.get('last')).toMatchObject({ state: 'succeeded', attempt: 1 });
    });

    it('that cannot be are refused, each with its reason', async () => {
      const id = await flows.create([approvalNode('ok')], {
        inputs: { day: { type: 'date', required: true } },
      });
      const refused = (body: object) => flows.http.ask<Problem>('POST', `/workflows/${id}/runs`, { body });
      expect(await refused({ inputs: { day: '2026-03-01', colour: 'red' } })).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/inputs/colour' }] },
      });
      expect(await refused({ inputs: { day: 'soon' } })).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/inputs/day' }] },
      });
      expect((await refused({})).status).toBe(422);
      expect((await refused({ inputs: [] })).status).toBe(422);
      expect((await flows.http.ask('POST', `/workflows/${unknown}/runs`)).status).toBe(404);
      for (const path of ['', '/nodes', '/timeline', '/graph.svg', '/timeline.svg', '/stream']) {
        expect((await flows.http.ask('GET', `/workflow-runs/${unknown}${path}`)).status, path).toBe(404);
      }
      const run = await flows.trigger(id, { body: { inputs: { day: '2026-03-01' } } });
      await flows.reachNode(run.id, 'ok', 'running');
      expect((await flows.act(run.id, 'nodes/nobody/approve')).status).toBe(404);
      expect((await flows.act(run.id, 'nodes/ok/mark', { state: 'failed' })).status).toBe(422);
      expect((await flows.act(run.id, 'rerun', {})).status).toBe(422);
      expect((await flows.act(run.id, 'cancel')).status).toBe(202);
    });

    it('are not for those who may not see or steer them', async () => {
      const id = await flows.start([approvalNode('ok', { approvers: ['somebody-else'] })]);
      await flows.reachNode(id, 'ok', 'running');
      expect(await flows.act(id, 'nodes/ok/approve')).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
      const viewer = await userWith({ role: 'viewer' });
      const stranger = await userWith({ role: 'operator', project: 'payroll' });
      expect((await viewer.ask('GET', `/workflow-runs/${id}`)).status).toBe(200);
      expect((await viewer.ask('POST', `/workflow-runs/${id}/pause`)).status).toBe(403);
      expect((await viewer.ask('POST', `/workflow-runs/${id}/nodes/ok/approve`)).status).toBe(403);
      expect((await stranger.ask('GET', `/workflow-runs/${id}/graph.svg`)).status).toBe(404);
      expect((await stranger.ask('POST', `/workflow-runs/${id}/cancel`)).status).toBe(404);
      expect(await stranger.must('GET', '/approvals')).toEqual({ items: [], nextCursor: null });
      expect((await flows.act(id, 'cancel')).status).toBe(202);
    });

    async function userWith(...roles: object[]): Promise<ApiClient> {
      const login = { username: freshName('user'), password: 'a password of a user' };
      await flows.http.must('POST', '/users', { body: { ...login, roles } });
      const { accessToken } = await flows.http.must<{ accessToken: string }>('POST', '/auth/login', {
        body: login,
      });
      return flows.http.as({ authorization: `Bearer ${accessToken}` });
    }
  });
}
