import { newId } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { nodeRunId, NodeRunStore } from '../../persistence/stores/node-run.store.js';
import { WorkflowWakeStore } from '../../persistence/stores/workflow-wake.store.js';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';
import { AwaitedEvents } from './awaited-events.js';

const masters = useMasters();
const now = new Date();

describe('an event that many nodes wait for', () => {
  it('comes to each of them that it matches, a few at once and the others by wakes', async () => {
    const id = newId();
    const rows = Array.from({ length: 10_700 }, (_, n) => ({
      ...{ id: nodeRunId(id, n), workflow_run_id: id, node_id: `n${n}`, state: 'running' },
      ...{ awaiting: 'event:p:e', started_at: now, detail: JSON.stringify({ match: { odd: n % 2 === 1 } }) },
    }));
    const events = new AwaitedEvents(new NodeRunStore(), new WorkflowWakeStore());
    const event = { id: 'e1', project: 'p', name: 'e', payload: { odd: true } };
    const { news, left } = await masters.database.transaction(async (session) => {
      await session.insertMany('node_run', rows);
      return events.newsOf(session, event, now);
    });
    expect(news.get(id)).toHaveLength(500);
    expect(left).toBe(5_350 - 500);
    const [found] = await masters.database.run((session) =>
      session.select<{ left: number; waiting: number; woken: number }>(
        `SELECT (SELECT COUNT(*) FROM node_run WHERE outputs IS NOT NULL AND awaiting IS NULL) AS \`left\`,
           (SELECT COUNT(*) FROM node_run WHERE awaiting = 'event:p:e') AS waiting,
           (SELECT COUNT(*) FROM workflow_wake WHERE workflow_run_id = ?) AS woken`,
        [id],
      ),
    );
    expect([found!.left, found!.waiting, found!.woken].map(Number)).toEqual([4_850, 5_850, 4_850]);
    await masters.database.transaction((session) => session.execute('DELETE FROM workflow_wake', []));
  });

  it('ends all of them with what it brought', async () => {
    await masters.start();
    const session = await WorkflowSession.start(masters);
    const nodes = Array.from({ length: 620 }, (_, n) => ({
      ...{ id: `n${n}`, kind: 'event', event: 'many.wait', deadlineMs: 60_000 },
    }));
    const id = await session.run([...nodes, { id: 'all', kind: 'noop', dependsOn: nodes.map((n) => n.id) }]);
    await session.reachNode(id, 'n0', 'running');
    const body = { project: 'default', name: 'many.wait', payload: { sum: 12 } };
    await session.client.calls.call('event.publish', { body, actor: 'test' });
    await session.reach(id, 'succeeded');
    const given = await masters.database.run((each) =>
      each.select<{ outputs: string; nodes: number }>(
        'SELECT outputs, COUNT(*) AS nodes FROM node_run WHERE workflow_run_id = ? AND outputs IS NOT NULL GROUP BY outputs',
        [id],
      ),
    );
    expect(given.map((each) => Number(each.nodes))).toEqual([620]);
    expect(given[0]!.outputs).toContain('"payload":{"sum":12}');
  });
});
