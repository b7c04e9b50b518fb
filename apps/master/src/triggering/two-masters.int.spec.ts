import { describe, expect, it, vi } from 'vitest';
import type { CallReply } from '@orrery/contracts';
import type { MasterClient } from '../testing/master-client.js';
import { useMasters } from '../testing/use-masters.js';

const distinct = 30;
const masters = useMasters();

function publish(client: MasterClient, name: string, id: string): Promise<CallReply<'event.publish'>> {
  const body = { project: 'default', name, id, payload: {} };
  return client.calls.call('event.publish', { body, actor: 'test' });
}

describe('two masters that take the same events', () => {
  it('start what waits for them once for each id', async () => {
    await Promise.all([masters.start(), masters.start()]);
    const client = masters.client();
    const worker = await masters.worker(client.group);
    worker.slots = 1_000;
    await worker.up();
    const name = client.name();
    const { id: taskId } = await client.task();
    const { id } = await client.schedule(taskId, { kind: 'event', event: name });
    const ids = Array.from({ length: 4 * distinct }, (_, n) => `${name}-${n % distinct}`);
    const answers = await Promise.all(ids.map((each) => publish(client, name, each)));
    expect(answers.every(({ started }) => started === 1)).toBe(true);
    await vi.waitFor(() => expect(worker.dispatched).toHaveLength(distinct), { timeout: 10_000 });
    const fires = await client.fires(id);
    expect(fires.map(({ outcome }) => outcome)).toEqual(Array<string>(distinct).fill('FIRED'));
    expect(new Set(worker.dispatched.map(({ runId }) => runId))).toEqual(
      new Set(fires.map(({ runId }) => runId)),
    );
  });

  it('start what waits for a task once for each run of it, whoever records its end', async () => {
    await Promise.all([masters.start(), masters.start()]);
    const client = masters.client();
    const worker = await masters.worker(client.group);
    worker.slots = 1_000;
    await worker.up();
    const [upstream, task] = await Promise.all([client.task({ idempotent: true }), client.task()]);
    const trigger = { kind: 'dependency' as const, taskId: upstream.id };
    const { id } = await client.schedule(task.id, trigger);
    const runs = await Promise.all(Array.from({ length: distinct }, () => client.trigger(upstream.id)));
    await worker.next(distinct);
    const upstreamMessages = worker.dispatched.slice(0, distinct);
    await worker.report(...upstreamMessages.map((message) => worker.ending(message)));
    await worker.report(...upstreamMessages.map((message) => worker.ending(message)));
    await worker.next(2 * distinct);
    await Promise.all(runs.map((run) => client.reach(run.id, 'succeeded')));
    const started = worker.dispatched.slice(distinct);
    const causes = started.map(({ params }) => (params['dependency'] as { runId: string }).runId);
    expect(causes.sort()).toEqual(runs.map((run) => run.id).sort());
    expect(await client.fires(id)).toHaveLength(distinct);
  });
});
