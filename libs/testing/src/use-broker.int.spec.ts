import { deadLetterQueueOf, topology, workerQueue } from '@orrery/contracts';
import { expect, it } from 'vitest';
import { Inbox } from './broker/inbox.js';
import { useBroker } from './use-broker.js';

const world = useBroker();

it('stands with every queue of the catalogue and its dead queue', async () => {
  for (const { name, deadLetters } of topology.queues) {
    expect(await world.broker.depth(name), name).toEqual({ messages: 0, consumers: 0 });
    if (deadLetters) expect(await world.broker.depth(deadLetterQueueOf(name)), name).toBeDefined();
  }
});

it('connects several processes, as it were', async () => {
  const worker = await world.open();
  await worker.declare(workerQueue('w-1'));
  const inbox = new Inbox();
  await worker.consume('worker.w-1', { prefetch: 1 }, inbox.handler);
  await world.broker.publish([
    { exchange: 'work', routingKey: 'worker.w-1', type: 'worker.control', body: { v: 1 } },
  ]);
  const [delivery] = await inbox.has(1);
  expect(delivery!.body).toEqual({ v: 1 });
});
