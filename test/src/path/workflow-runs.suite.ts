import type {
  MapItemDto,
  NodeRunDetailsDto,
  NodeRunDto,
  RunDto,
  WorkflowDto,
  WorkflowRunDto,
  WorkflowTimelineDto,
} from '@orrery/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';
import { approvalNode, shellNode, WorkflowApi } from '../installation/workflow-api.js';

interface Items<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const inline = (command: string) => ({ kind: 'shell', spec: { command } });
const anInstant = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;

/** Runs of workflows with real workers: started, watched and drawn through the API alone. */
export function workflowRunsSuite(given: () => Installation): void {
  describe.concurrent('runs of workflows', () => {
    let flows: WorkflowApi;
    beforeAll(() => {
      flows = new WorkflowApi(given().api.http);
    });

    const picture = async (id: string, name: string) => {
      const answer = await flows.http.ask<string>('GET', `/workflow-runs/${id}/${name}.svg`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        'image/svg+xml; charset=utf-8',
      ]);
      expect(unclosed(answer.body)).toEqual([]);
      return answer.body;
    };

    it('are triggered, executed, shown with their nodes, and drawn', async () => {
      const hello = freshName('hello');
      await flows.http.must('POST', '/tasks', {
        body: { name: hello, ...inline('echo rows=3 > "$ORRERY_OUTPUT"') },
      });
      const body = {
        project: 'default',
        name: freshName('etl'),
        inputs: { day: { type: 'date', default: '2026-03-01' } },
        onFailure: 'end',
        maxParallel: 0,
        nodes: [
          { id: 'a', kind: 'task', task: { kind: 'shell', spec: { command: 'true' } }, dependsOn: [] },
          { id: 'b', kind: 'task', task: hello, dependsOn: ['a'], triggerRule: 'all_success' },
          {
            id: 'each',
            kind: 'map',
            items: [1, 2],
            task: inline('test "$ORRERY_PARAM_N" -gt 0'),
            params: { n: '{{ item }}' },
          },
          { id: 'c', kind: 'noop', dependsOn: ['a', 'b', 'each'] },
        ],
      };
      const made = await flows.http.must<WorkflowDto>('POST', '/workflows', { body });
      const asking = { body: { inputs: {} }, headers: { 'idempotency-key': freshName('key') } };
      const answer = await flows.http.ask<WorkflowRunDto>('POST', `/workflows/${made.id}/runs`, asking);
      expect(answer.status).toBe(202);
      const { id } = answer.body;
      expect(answer.headers.get('location')).toBe(`/api/v1/workflow-runs/${id}`);
      expect(await flows.trigger(made.id, asking)).toMatchObject({ id });
      const done = await flows.reach(id, 'succeeded');
      expect(done).toMatchObject({
        ...{
          id,
          workflowId: made.id,
          workflowName: body.name,
          version: 1,
          project: 'default',
          trigger: 'api',
        },
        ...{ startedAt: anInstant, finishedAt: anInstant, inputs: { day: '2026-03-01' }, failure: null },
        progress: { total: 4, ended: 4, running: 0, succeeded: 4, failed: 0, compensated: 0, skipped: 0 },
      });
      expect((await flows.http.ask('GET', `/workflow-runs/${id}`)).headers.get('etag')).toBeNull();

      const page = await flows.http.must<Items<NodeRunDto>>('GET', `/workflow-runs/${id}/nodes?limit=3`);
      const rest = await flows.http.must<Items<NodeRunDto>>(
        'GET',
        `/workflow-runs/${id}/nodes?cursor=${page.nextCursor}`,
      );
      expect([page.items.length, rest.items.map(({ nodeId }) => nodeId), rest.nextCursor]).toEqual([
        3,
        ['c'],
        null,
      ]);
      const [a, b, each] = page.items;
      const ran = { state: 'succeeded', attempt: 1, startedAt: anInstant, finishedAt: anInstant };
      expect(a).toMatchObject({ nodeId: 'a', runId: expect.any(String) as string, ...ran });
      expect(b).toMatchObject({ outputs: { rows: '3' }, ...ran });
      expect(each).toMatchObject({ runId: null, items: { total: 2, ended: 2, failed: 0 } });
      const run = await flows.http.must<RunDto>('GET', `/runs/${a!.runId}`);
      expect(run).toMatchObject({ workflowRunId: id, nodeId: 'a', state: 'succeeded' });

      const timeline = await flows.http.must<WorkflowTimelineDto>('GET', `/workflow-runs/${id}/timeline`);
      expect(timeline).toMatchObject({ state: 'succeeded', timeZone: 'UTC', nextCursor: null });
      expect(timeline.items.map(({ nodeId, part }) => `${nodeId} ${part}`)).toEqual([
        ...['a own', 'b own', 'each items', 'c own'],
      ]);
      expect(given().workerIds).toContain(timeline.items[0]!.workerId);
      const graph = await picture(id, 'graph');
      for (const text of [body.name, '>a<', '2 of 2 items', 'succeeded 4']) expect(graph).toContain(text);
      expect(await picture(id, 'timeline')).toContain('each (2)');
      const list = await flows.http.must<Items<WorkflowRunDto>>(
        'GET',
        `/workflow-runs?workflowId=${made.id}&project=default&state=succeeded`,
      );
      expect(list.items).toEqual([{ ...done, omitted: [] }]);
    });

    it('that are undone in part tell which items of a map are left, and are undone further', async () => {
      const compensate = {
        task: inline('test "$ORRERY_PARAM_N" != 2 || test "$ORRERY_PARAM_OPEN" = yes'),
        params: { n: '{{ item }}', open: '{{ inputs.open }}' },
      };
      const each = { id: 'each', kind: 'map', items: [1, 2, 3], task: inline('true'), compensate };
      const inputs = { open: { type: 'string', default: 'no' } };
      const nodes = [each, shellNode('off', 'false', ['each'])];
      const id = await flows.start(nodes, { inputs, onFailure: 'compensate' });
      const { failure, progress } = await flows.reach(id, 'compensation_failed');
      expect(failure).toMatchObject({ nodeId: 'off', compensation: { nodeId: 'each', item: 1, left: 2 } });
      expect(progress).toMatchObject({ succeeded: 0, failed: 2, compensated: 0 });
      const path = `/workflow-runs/${id}/nodes/each`;
      const node = await flows.http.must<NodeRunDetailsDto>('GET', path);
      expect(node).toMatchObject({
        itemStates: [{ state: 'succeeded', count: 3 }],
        compensation: { state: 'compensation_failed', item: 1, items: { total: 3, undone: 1, left: 2 } },
      });
      const undone = async (of: string) => {
        const { items } = await flows.http.must<Items<MapItemDto>>('GET', `${of}/items?state=succeeded`);
        return items.map(({ compensation }) => compensation?.state);
      };
      expect(await undone(path)).toEqual(['pending', 'compensation_failed', 'compensated']);
      expect((await flows.http.ask('GET', `/workflow-runs/${id}/nodes/off/items`)).status).toBe(404);
      expect(await picture(id, 'timeline')).toContain('each (undo 1 of 3)');
      const byHand = (item: number) =>
        flows.act(id, 'rerun', {
          from: 'compensation',
          mark: [{ nodeId: 'each', state: 'compensated', item }],
        });
      expect((await byHand(0)).status).toBe(422);
      const marked = (await byHand(1)).body.id;
      await flows.reach(marked, 'compensated');
      expect(await undone(`/workflow-runs/${marked}/nodes/each`)).toEqual(Array(3).fill('compensated'));
      const body = { from: 'compensation', inputs: { open: 'yes' } };
      const again = (await flows.act(id, 'rerun', body)).body.id;
      await flows.reach(again, 'compensated');
      expect(await undone(`/workflow-runs/${again}/nodes/each`)).toEqual(Array(3).fill('compensated'));
      expect((await flows.act(again, 'rerun', body)).status).toBe(409);
    });

    it('are followed live from their present state to their end', async () => {
      const id = await flows.start([
        approvalNode('ok'),
        shellNode('next', 'true', ['ok']),
        shellNode('off', 'false', ['next']),
      ]);
      await flows.reachNode(id, 'ok', 'running');
      const reader = await flows.http.stream(`/workflow-runs/${id}/stream`);
      expect(await reader.next()).toMatchObject({ event: 'run', data: { id, state: 'running' } });
      expect(await reader.next()).toMatchObject({
        event: 'nodes',
        data: { items: [{ nodeId: 'ok', state: 'running', runId: null }] },
      });
      expect((await flows.act(id, 'nodes/ok/approve')).status).toBe(200);
      const events = await reader.rest<{ items?: { nodeId: string; state: string }[]; state?: string }>();
      const last = new Map(
        events.flatMap(({ data }) => data.items ?? []).map((node) => [node.nodeId, node.state]),
      );
      expect(Object.fromEntries(last)).toEqual({ ok: 'succeeded', next: 'succeeded', off: 'failed' });
      expect(events.at(-1)).toMatchObject({ event: 'end', data: { state: 'failed' } });
      expect(events.some(({ event, data }) => event === 'run' && data.state === 'failed')).toBe(true);
    });
  });
}

/** Elements that are not closed, or closed although they are not open: none in a well-formed document. */
function unclosed(svg: string): string[] {
  const open: string[] = [];
  for (const [, closing, name, rest] of svg.matchAll(/<(\/?)([\w:-]+)([^<>]*)>/g)) {
    if (closing === '/' && open.at(-1) === name) open.pop();
    else if (closing === '/' || !rest!.endsWith('/')) open.push(`${closing}${name}`);
  }
  return svg.startsWith('<svg ') ? open : ['no picture', ...open];
}
