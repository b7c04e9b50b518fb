import type { Metrics } from '@orrery/runtime';
import type { DefinitionCache } from '../definitions/definition-cache.js';
import type { Leadership } from '../leadership/leadership.js';
import type { StaleReports } from './stale-reports.js';

export interface MeasuredMaster {
  readonly leadership: Leadership;
  readonly staleReports: StaleReports;
  readonly definitions: DefinitionCache;
}

/** Measures the fences of a master for Prometheus. */
export function measureMaster(
  metrics: Metrics,
  { leadership, staleReports, definitions }: MeasuredMaster,
): void {
  const gauges: readonly (readonly [string, string, () => number])[] = [
    ['orrery_leader', '1 while this master leads.', () => Number(leadership.isLeader)],
    ['orrery_leader_epoch', 'Epoch under which it leads; 0: it does not.', () => leadership.epoch ?? 0],
  ];
  const counters: readonly (readonly [string, string, () => number])[] = [
    [
      'orrery_leader_writes_refused_total',
      'Writes as the leader that were refused: another master led by then.',
      () => leadership.refused,
    ],
    [
      'orrery_stale_reports_total',
      'Reports refused because the attempt was no longer their sender’s.',
      () => staleReports.total,
    ],
    [
      'orrery_definition_cache_hits_total',
      'Task definitions that were in memory when a batch of runs needed them.',
      () => definitions.uses.hits,
    ],
    [
      'orrery_definition_cache_misses_total',
      'Task definitions that had to be read for a batch of runs.',
      () => definitions.uses.misses,
    ],
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
  for (const [name, help, read] of counters) {
    metrics.counter({
      name,
      help,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }
}
