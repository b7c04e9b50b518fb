import type { LogGapDto, LogLineDto } from '@orrery/contracts';
import { readableLines, type LogBlock } from '../log-block.js';
import type { LogStore } from '../log-store.js';
import { gapBetween } from './gap-between.js';
import type { ReadBudget } from './read-budget.js';

/** Of texts, an answer holds about so much. */
const mostAnswered = 1024 * 1024;

/** Gathers wanted lines out of logs until the answer is full or the budget spent. */
export class LineCollector<Line extends LogLineDto> {
  readonly items: Line[] = [];
  readonly gaps: LogGapDto[] = [];
  #characters = 0;

  constructor(
    private readonly limit: number,
    private readonly budget: ReadBudget,
  ) {}

  get isFull(): boolean {
    return this.items.length >= this.limit || this.#characters >= mostAnswered;
  }

  /** Goes through the lines of a run behind `after`; the last one looked at if it stopped before the end, else undefined. */
  async take(
    store: LogStore,
    { runId, after }: { readonly runId: string; readonly after: number },
    wanted: (line: LogLineDto) => Line | undefined,
  ): Promise<number | undefined> {
    let last = after;
    for await (const block of store.after(runId, after)) {
      for (const line of await readableLines(block)) {
        if (line.seq <= last) continue;
        if (this.isFull) return last;
        this.#look(last, line, wanted(line));
        last = line.seq;
      }
      if (this.budget.isSpent) return this.#endOf(block, last);
    }
    return undefined;
  }

  /** Where reading goes on behind a block: what could not be read of it would not be read better the next time. */
  #endOf({ lastSeq }: LogBlock, last: number): number {
    this.#noteGap(last, lastSeq + 1);
    return Math.max(last, lastSeq);
  }

  #noteGap(last: number, next: number): void {
    const gap = gapBetween(last, next);
    if (gap !== undefined) this.gaps.push(gap);
  }

  #look(last: number, { seq, text }: LogLineDto, found: Line | undefined): void {
    this.#noteGap(last, seq);
    this.budget.spend(text.length);
    if (found === undefined) return;
    this.items.push(found);
    this.#characters += text.length;
  }
}
