import type { FinishedReport, SamplesReport } from '@orrery/contracts';
import { columnsOf, type ResourcePoint, type ResourceSeries } from '@orrery/domain';
import { expect, it } from 'vitest';
import { plotOf } from './run-samples.js';
import { samplesOf } from './samples-of.js';

const startedAt = new Date('2026-03-01T00:00:00.000Z');
const series = (...points: ResourcePoint[]): ResourceSeries => ({ startedAt, stepMs: 1_000, points });

it('shows processor time as the cores that were in use since the sample before', () => {
  const points = [
    { ageMs: 1_500, cpuMs: 750, memoryBytes: 10, pids: 2 },
    { ageMs: 2_500 },
    { ageMs: 3_500, cpuMs: 4_750, readBytes: 5, writtenBytes: 6 },
    { ageMs: 4_500, cpuMs: 4_750 },
  ];
  expect(plotOf(series(...points))).toEqual([
    { at: '2026-03-01T00:00:01.500Z', cpu: 0.5, memoryBytes: 10, pids: 2 },
    { at: '2026-03-01T00:00:02.500Z' },
    { at: '2026-03-01T00:00:03.500Z', cpu: 2, readBytes: 5, writtenBytes: 6 },
    { at: '2026-03-01T00:00:04.500Z', cpu: 0 },
  ]);
  expect(plotOf(series())).toEqual([]);
});

it('takes what several reports tell of an attempt for one, and leaves out what is no series', () => {
  const [early, late] = [
    { ageMs: 1_000, cpuMs: 1 },
    { ageMs: 2_000, cpuMs: 2 },
  ];
  const report = (runId: string, samples: unknown) => ({ runId, attempt: 3, samples }) as SamplesReport;
  const ended = report('one', columnsOf(series(early, late))) as unknown as FinishedReport;
  const told = {
    samples: [
      report('one', columnsOf(series(early))),
      report('bad', { stepMs: -1 }),
      report('none', undefined),
    ],
    finished: [ended],
  };
  expect(samplesOf(told)).toEqual([{ runId: 'one', attempt: 3, series: series(early, late) }]);
});
