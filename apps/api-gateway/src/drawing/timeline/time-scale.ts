import type { TimelinePicture } from './timeline-picture.js';

/** Where instants lie, from 0 to `width` pixels. */
export class TimeScale {
  constructor(
    readonly fromMs: number,
    readonly toMs: number,
    readonly width: number,
  ) {}

  /** From the first thing known of the workflow run to the last one. */
  static of({ startedAt, endedAt, now, rows }: TimelinePicture, width: number): TimeScale {
    let fromMs = startedAt.getTime();
    let toMs = (endedAt ?? now).getTime();
    for (const bar of rows.flatMap(({ bars }) => bars)) {
      for (const at of [bar.queuedAt, bar.startedAt, bar.endedAt]) {
        if (at === null) continue;
        fromMs = Math.min(fromMs, at.getTime());
        toMs = Math.max(toMs, at.getTime());
      }
    }
    return new TimeScale(fromMs, Math.max(toMs, fromMs + 1), width);
  }

  x(ms: number): number {
    const share = (ms - this.fromMs) / (this.toMs - this.fromMs);
    return Math.min(1, Math.max(0, share)) * this.width;
  }
}
