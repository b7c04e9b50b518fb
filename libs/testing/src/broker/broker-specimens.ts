import { topology, type Binding, type QueueSpec, type Topology } from '@orrery/contracts';
import type { Broker, OutgoingMessage } from '@orrery/messaging';
import { vi } from 'vitest';

/** The exchanges of the catalogue without its queues: tests declare what they need. */
export const bareTopology: Topology = { exchanges: topology.exchanges, queues: [] };

/** A queue bound to the `work` exchange by its own name, unless said otherwise. */
export function queueSpec(name: string, overrides: Partial<QueueSpec> = {}): QueueSpec {
  const bindings: Binding[] = [{ exchange: 'work', key: name }];
  return { name, kind: 'quorum', bindings, purpose: 'test', deadLetters: false, ...overrides };
}

/** Messages with bodies 0, 1, 2 … for the queue of that name. */
export function messagesTo(
  queue: string,
  count: number,
  overrides: Partial<OutgoingMessage> = {},
): OutgoingMessage[] {
  return Array.from({ length: count }, (_, body) => ({
    exchange: 'work',
    routingKey: queue,
    type: 'test',
    body,
    ...overrides,
  }));
}

/** Waits until that many messages wait in the queue. */
export async function depthOf(broker: Broker, queue: string, messages: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const depth = await broker.depth(queue);
      if (depth?.messages !== messages)
        throw new Error(`${queue}: ${depth?.messages} of ${messages} messages`);
    },
    { timeout: 8_000, interval: 20 },
  );
}
