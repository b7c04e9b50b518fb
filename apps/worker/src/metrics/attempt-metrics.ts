import type { Metrics } from '@orrery/runtime';
import type { AttemptEvents } from '../executing/attempt-events.js';
import type { Slots } from '../intake/slots.js';
import type { ReportOutbox } from '../reporting/report-outbox.js';
import type { Spool } from '../spool/spool.js';

export interface Measured {
  readonly events: AttemptEvents;
  readonly slots: Pick<Slots, 'total' | 'busy'>;
  readonly spool: Pick<Spool, 'size'>;
  readonly outbox: Pick<ReportOutbox, 'size'>;
}

const MEBIBYTE = 2 ** 20;
const MEMORY_BUCKETS = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384].map((each) => each * MEBIBYTE);
const DURATION_BUCKETS_S = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 1_800, 7_200];

/** Measures the worker for Prometheus. */
export function measure(metrics: Metrics, { events, slots, spool, outbox }: Measured): void {
  const attempts = metrics.counter({
    name: 'orrery_worker_attempts_total',
    help: 'Attempts whose execution is over.',
    labelNames: ['kind', 'outcome'],
  });
  const durations = metrics.histogram({
    name: 'orrery_worker_attempt_duration_seconds',
    help: 'Duration of executions.',
    labelNames: ['kind'],
    buckets: DURATION_BUCKETS_S,
  });
  events.onEnded(({ kind, outcome, durationMs }) => {
    attempts.inc({ kind, outcome });
    durations.observe({ kind }, durationMs / 1000);
  });
  measureResources(metrics, events);
  const gauges: readonly (readonly [string, string, () => number])[] = [
    ['orrery_worker_slots', 'Attempts that may run at a time.', () => slots.total],
    ['orrery_worker_slots_busy', 'Slots in use.', () => slots.busy],
    ['orrery_worker_spool_entries', 'Attempts and reports in the spool.', () => spool.size],
    ['orrery_worker_reports_unconfirmed', 'Reports the master has not confirmed.', () => outbox.size],
  ];
  for (const [name, help, read] of gauges) {
    metrics.gauge({
      name,
      help,
      collect() {
        this.set(read());
      },
    });
  }
}

/** What programs took, where the machine can tell it. */
function measureResources(metrics: Metrics, events: AttemptEvents): void {
  const cpu = metrics.counter({
    name: 'orrery_worker_attempt_cpu_seconds_total',
    help: 'Processor time of the programs of attempts whose execution is over.',
    labelNames: ['kind'],
  });
  const memory = metrics.histogram({
    name: 'orrery_worker_attempt_peak_memory_bytes',
    help: 'The most memory that the programs of an attempt held at once.',
    labelNames: ['kind'],
    buckets: MEMORY_BUCKETS,
  });
  events.onEnded(({ kind, resources }) => {
    if (resources?.cpuMs !== undefined) cpu.inc({ kind }, resources.cpuMs / 1000);
    if (resources?.maxMemoryBytes !== undefined) memory.observe({ kind }, resources.maxMemoryBytes);
  });
}
