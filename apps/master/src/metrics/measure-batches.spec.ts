import { Metrics } from '@orrery/runtime';
import { expect, it } from 'vitest';
import { measureBatches } from './measure-batches.js';

it('tells how much is recorded together, by queue', async () => {
  const metrics = new Metrics({ app: 'master', processMetrics: false });
  const note = measureBatches(metrics);
  note({ queue: 'master.reports', messages: 2, payloads: 150, ms: 12 });
  note({ queue: 'master.reports', messages: 1, payloads: 50, ms: 3 });
  const text = await metrics.render();
  expect(text).toMatch(/orrery_batch_payloads_sum\{.*queue="master.reports".*\} 200/);
  expect(text).toMatch(/orrery_batch_messages_total\{.*queue="master.reports".*\} 3/);
  expect(text).toMatch(/orrery_batch_seconds_count\{.*queue="master.reports".*\} 2/);
});
