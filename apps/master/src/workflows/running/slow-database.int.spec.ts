import { CuttableProxy } from '@orrery/testing';
import { afterEach, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();
const numbers = Array.from({ length: 25 }, (_, n) => n);
let proxy: CuttableProxy | undefined;

afterEach(() => proxy?.close());

it('nodes for which the database is slow start together all the same', async () => {
  proxy = await CuttableProxy.to(masters.databaseUrl, 3306);
  await masters.start({ databaseUrl: proxy.url });
  const session = await WorkflowSession.start(masters);
  session.fateOf = () => ({ outcome: 'wait' });
  const id = await session.run([
    session.node('first'),
    ...numbers.map((n) => ({
      ...{ id: `c${n}`, kind: 'condition', when: 'nodes.first.outputs == null', then: [], else: [] },
      dependsOn: ['first'],
    })),
  ]);
  const first = await session.worker.next(1);
  // More than half a second for what these nodes read, one after the other.
  proxy.delayMs = 15;
  await session.worker.finish(first);
  await session.reach(id, 'succeeded');
  proxy.delayMs = 0;
  const ends = [...(await session.nodes(id)).values()].filter(({ nodeId }) => nodeId.startsWith('c'));
  // All that one transaction ends, it ends at one time.
  expect(new Set(ends.map(({ finishedAt }) => finishedAt)).size).toBe(1);
}, 90_000);
