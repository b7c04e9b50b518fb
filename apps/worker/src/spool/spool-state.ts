import type { FinishedReport } from '@orrery/contracts';
import { keyOf, type AttemptId, type SpoolEntry } from './spool-entry.js';

/** What the entries of a spool amount to: attempts not finished, and reports not confirmed. */
export class SpoolState {
  readonly unfinished = new Map<string, AttemptId>();
  /** By report id. */
  readonly unconfirmed = new Map<string, FinishedReport>();
  private readonly reportOf = new Map<string, string>();

  get size(): number {
    return this.unfinished.size + this.unconfirmed.size;
  }

  holds(attempt: AttemptId): boolean {
    const key = keyOf(attempt);
    return this.unfinished.has(key) || this.reportOf.has(key);
  }

  apply(entry: SpoolEntry): void {
    if ('accepted' in entry) {
      const { runId, attempt } = entry.accepted;
      this.unfinished.set(keyOf(entry.accepted), { runId, attempt });
    } else if ('dropped' in entry) {
      this.unfinished.delete(keyOf(entry.dropped));
    } else if ('finished' in entry) {
      const key = keyOf(entry.finished);
      this.unfinished.delete(key);
      this.unconfirmed.set(entry.finished.id, entry.finished);
      this.reportOf.set(key, entry.finished.id);
    } else {
      for (const id of entry.confirmed) this.confirm(id);
    }
  }

  /** The fewest entries that amount to the same. */
  entries(): SpoolEntry[] {
    return [
      ...[...this.unfinished.values()].map((accepted) => ({ accepted })),
      ...[...this.unconfirmed.values()].map((finished) => ({ finished })),
    ];
  }

  private confirm(id: string): void {
    const report = this.unconfirmed.get(id);
    if (report === undefined) return;
    this.unconfirmed.delete(id);
    this.reportOf.delete(keyOf(report));
  }
}
