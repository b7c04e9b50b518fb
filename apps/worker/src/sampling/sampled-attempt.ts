import {
  columnsOf,
  firstStepMs,
  joinSeries,
  mostResourcePoints,
  type ResourceColumns,
  type ResourceSeries,
} from '@orrery/domain';
import type { Attempt } from '../executing/attempt.js';
import type { ProcessForest } from './process-forest.js';
import type { ResourceReading, UsageSource } from './usage-source.js';

/** The first samples are sent after this; then at intervals that double up to a minute. */
const firstSendMs = 5_000;
const longestSendMs = 60_000;

/** Sends samples of an attempt; false: they cannot be sent now. */
export type SendSamples = (attempt: Attempt, samples: ResourceColumns) => boolean;

/** An attempt whose processes are looked at, and what has been seen of them. */
export class SampledAttempt {
  private series: ResourceSeries;
  private isAsked = false;
  private isOver = false;
  private sentAgeMs = 0;
  private sendEveryMs = firstSendMs;
  private sendAtMs: number;

  /** @param startMs as `performance.now()` counts. */
  constructor(
    private readonly attempt: Attempt,
    private readonly source: UsageSource,
    startedAt: Date,
    private readonly startMs: number,
  ) {
    this.series = { startedAt, stepMs: firstStepMs, points: [] };
    this.sendAtMs = startMs + firstSendMs;
  }

  /** Whether a step is over from which there is no sample yet. */
  isDue(nowMs: number): boolean {
    if (this.isAsked) return false;
    const { stepMs, points } = this.series;
    return Math.floor((nowMs - this.startMs) / stepMs) > Math.floor((points.at(-1)?.ageMs ?? 0) / stepMs);
  }

  /** Where a reading fails there is no sample: an attempt does not suffer from being looked at. */
  look(nowMs: number, forest: () => ProcessForest): void {
    const reading = this.readSafely(forest);
    if (!(reading instanceof Promise)) return this.add(nowMs, reading);
    this.isAsked = true;
    const done = (found?: ResourceReading) => {
      this.isAsked = false;
      this.add(performance.now(), found);
    };
    reading.then(done, () => done());
  }

  sendDue(nowMs: number, send: SendSamples): void {
    const { points } = this.series;
    const ageMs = points.at(-1)?.ageMs ?? 0;
    // The report of its end brings all of them.
    if (nowMs < this.sendAtMs || ageMs <= this.sentAgeMs || this.attempt.endReason !== undefined) return;
    const fresh = points.filter((point) => point.ageMs > this.sentAgeMs);
    if (!send(this.attempt, columnsOf({ ...this.series, points: fresh }))) return;
    this.sentAgeMs = ageMs;
    this.sendEveryMs = Math.min(2 * this.sendEveryMs, longestSendMs);
    this.sendAtMs = nowMs + this.sendEveryMs;
  }

  /** What comes later is of no interest any more. */
  stop(): void {
    this.isOver = true;
  }

  private readSafely(forest: () => ProcessForest): ReturnType<UsageSource['read']> {
    try {
      return this.source.read(forest);
    } catch {
      return undefined;
    }
  }

  private add(nowMs: number, reading: ResourceReading | undefined): void {
    if (this.isOver || reading === undefined || Object.values(reading).every((each) => each === undefined))
      return;
    const points = [...this.series.points, { ageMs: Math.round(nowMs - this.startMs), ...reading }];
    const longer = { ...this.series, points };
    this.series = points.length > mostResourcePoints ? joinSeries(longer, longer) : longer;
    this.attempt.samples = this.series;
  }
}
