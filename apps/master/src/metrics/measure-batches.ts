import type { HandledBatch } from '@orrery/messaging';
import type { Metrics } from '@orrery/runtime';

const sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** Measures what is taken off the queues together; to be called for each batch. */
export function measureBatches(metrics: Metrics): (batch: HandledBatch) => void {
  const payloadCount = metrics.histogram({
    name: 'orrery_batch_payloads',
    help: 'Reports, log chunks or heartbeats that were recorded together.',
    labelNames: ['queue'],
    buckets: sizes,
  });
  const messageCount = metrics.counter({
    name: 'orrery_batch_messages_total',
    help: 'Messages they came in.',
    labelNames: ['queue'],
  });
  const duration = metrics.histogram({
    name: 'orrery_batch_seconds',
    help: 'Time from the start of a batch until it was recorded.',
    labelNames: ['queue'],
    buckets: seconds,
  });
  return ({ queue, messages, payloads, ms }) => {
    payloadCount.observe({ queue }, payloads);
    messageCount.inc({ queue }, messages);
    duration.observe({ queue }, ms / 1_000);
  };
}
