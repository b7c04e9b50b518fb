import { Metrics } from '@orrery/runtime';
import { expect, it } from 'vitest';
import { AttemptEvents } from '../executing/attempt-events.js';
import { measure } from './attempt-metrics.js';

it('counts what attempts took, of those whose machine can tell it', async () => {
  const metrics = new Metrics({ app: 'worker', processMetrics: false });
  const events = new AttemptEvents();
  const rest = { slots: { total: 1, busy: 0 }, spool: { size: 0 }, outbox: { size: 0 } };
  measure(metrics, { events, ...rest });
  const ended = { kind: 'shell', outcome: 'succeeded', durationMs: 2_000 } as const;
  events.ended({ ...ended, resources: { cpuMs: 1_500, maxMemoryBytes: 3 * 2 ** 20 } });
  events.ended({ ...ended, resources: { cpuMs: 250 } });
  events.ended({ ...ended, resources: undefined });
  const text = await metrics.render();
  expect(text).toContain('orrery_worker_attempt_cpu_seconds_total{kind="shell",app="worker"} 1.75');
  expect(text).toContain(
    'orrery_worker_attempt_peak_memory_bytes_bucket{le="4194304",app="worker",kind="shell"} 1',
  );
  expect(text).toContain('orrery_worker_attempt_peak_memory_bytes_count{app="worker",kind="shell"} 1');
});
