import type { FinishedReport, SamplesReport } from '@orrery/contracts';
import { joinSeries, seriesOf } from '@orrery/domain';
import type { AttemptSeries } from '../persistence/stores/attempt-sample.store.js';
import type { SortedReports } from './sort-reports.js';

/** What is told of what attempts took, each named once; what no worker should have sent is left out. */
export function samplesOf({
  samples,
  finished,
}: Pick<SortedReports, 'samples' | 'finished'>): AttemptSeries[] {
  const byRun = new Map<string, AttemptSeries>();
  const add = ({ runId, attempt, samples: told }: SamplesReport | FinishedReport) => {
    const series = seriesOf(told);
    if (series === undefined) return;
    const known = byRun.get(runId);
    byRun.set(runId, { runId, attempt, series: known ? joinSeries(known.series, series) : series });
  };
  samples.forEach(add);
  finished.forEach(add);
  return [...byRun.values()];
}
