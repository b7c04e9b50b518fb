import { Injectable } from '@nestjs/common';

/** One message holds what a worker does within this time, so that it never hoards what others could do meanwhile. */
const bundleMs = 10;
const mostTogether = 100;
const weightOfNewest = 0.5;
const mostTasks = 10_000;

/** Attempts of one task that ended on one worker about the same time. */
export interface EndedAttempts {
  readonly count: number;
  /** From the first end to the last, in milliseconds. */
  readonly spanMs: number;
  /** How long one took on average. */
  readonly tookMs: number;
}

/** How fast one worker gets through the runs of each task lately, and so how many of them may travel in one message. */
@Injectable()
export class RunPace {
  /** Milliseconds of a worker for each run, by task; the task told of longest ago comes first. */
  readonly #msByTask = new Map<string, number>();

  learn(taskId: string, ended: EndedAttempts): void {
    const ms = msPerRun(ended);
    const known = this.#msByTask.get(taskId) ?? ms;
    this.#msByTask.delete(taskId);
    this.#msByTask.set(taskId, known + weightOfNewest * (ms - known));
    if (this.#msByTask.size > mostTasks) this.#msByTask.delete(this.#msByTask.keys().next().value!);
  }

  /** How many runs of the task one message may carry; one as long as nothing is known of it. */
  together(taskId: string): number {
    const ms = this.#msByTask.get(taskId);
    return ms === undefined ? 1 : togetherAt(ms);
  }

  /** How many runs of the task one worker gets through within so many milliseconds; none as long as nothing is known of it. */
  within(taskId: string, ms: number): number {
    const each = this.#msByTask.get(taskId);
    return each === undefined ? 0 : Math.floor(ms / each);
  }
}

/** Milliseconds a worker spends for each of them: as they ran at the same time, less than each took. */
export function msPerRun({ count, spanMs, tookMs }: EndedAttempts): number {
  // Timestamps count whole milliseconds, so nothing is taken for faster than one.
  return Math.max(1, spanMs, tookMs) / count;
}

/** How many runs make one message where each takes a worker that long. */
export function togetherAt(ms: number): number {
  return Math.max(1, Math.min(mostTogether, Math.floor(bundleMs / ms)));
}
