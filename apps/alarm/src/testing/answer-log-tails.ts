import { masterRpcQueue } from '@orrery/contracts';
import type { Broker } from '@orrery/messaging';

/** Stands in for a master that knows one line of every run's log. */
export async function answerLogTails(broker: Broker, text: string): Promise<void> {
  const at = '2026-03-01T10:00:00.000Z';
  await broker.consume(masterRpcQueue.name, { prefetch: 10 }, async (deliveries) => {
    for (const delivery of deliveries) {
      const items = [{ seq: 1, attempt: 1, stream: 'stderr', at, text }];
      await broker.reply(delivery, { ok: true, value: { items, omitted: 0 } });
      delivery.ack();
    }
  });
}
