import type { ExcludedSchedulesDto, LedgerProofDto, UnprovenFireDto } from '@orrery/contracts';
import type { FireOutcome, OverlapMode, Trigger } from '@orrery/domain';
import type { LedgerEntry } from '../persistence/stores/ledger.store.js';
import { unprovable } from './expected-times.js';

const mostNamed = 100;
/** To read a schedule that had nothing to fire is as much work as to compare so many times. */
const timesPerSchedule = 20;
/** Modes in which a run may wait for another one of its schedule: how late it went out says nothing of the planner. */
const waiting: readonly OverlapMode[] = ['QUEUE_ONE', 'QUEUE_ALL', 'CANCEL_RUNNING', 'REPLACE_QUEUED'];

/** What is counted while schedules are compared with the ledger. */
export class ProofTally {
  readonly #byOutcome: Record<FireOutcome, number> = { FIRED: 0, SKIPPED: 0, MERGED: 0, MISSED: 0 };
  readonly #missing: UnprovenFireDto[] = [];
  readonly #unexpected: UnprovenFireDto[] = [];
  readonly #excluded = new Map<Trigger['kind'], { schedules: Set<string>; fires: number }>();
  readonly #lateMs: number[] = [];
  #schedules = 0;
  #compared = 0;
  #planned = 0;
  #accounted = 0;
  #pending = 0;
  #missingCount = 0;
  #unexpectedCount = 0;

  /** How much work it was so far, in planned times. */
  get size(): number {
    const times = this.#planned + this.#unexpectedCount + this.#excludedFires();
    return times + timesPerSchedule * this.#compared;
  }

  /** A schedule was looked at, whether it had something to fire or not. */
  compared(): void {
    this.#compared += 1;
  }

  /** A schedule had a time in which it could be proven. */
  schedule(): void {
    this.#schedules += 1;
  }

  accounted({ outcome, plannedAt, dispatchedAt }: LedgerEntry, overlap: OverlapMode): void {
    this.#planned += 1;
    this.#accounted += 1;
    this.#byOutcome[outcome] += 1;
    if (outcome !== 'FIRED' || !dispatchedAt || waiting.includes(overlap)) return;
    this.#lateMs.push(Math.max(0, dispatchedAt.getTime() - plannedAt.getTime()));
  }

  pending(): void {
    this.#planned += 1;
    this.#pending += 1;
  }

  missing(scheduleId: string, plannedAt: Date): void {
    this.#planned += 1;
    this.#missingCount += 1;
    if (this.#missing.length < mostNamed) {
      this.#missing.push({ scheduleId, plannedAt: plannedAt.toISOString() });
    }
  }

  unexpected({ scheduleId, plannedAt, outcome }: LedgerEntry): void {
    this.#unexpectedCount += 1;
    if (this.#unexpected.length < mostNamed) {
      this.#unexpected.push({ scheduleId, plannedAt: plannedAt.toISOString(), outcome });
    }
  }

  excluded(trigger: Trigger['kind'], scheduleId: string, fires: number): void {
    const known = this.#excluded.get(trigger) ?? { schedules: new Set(), fires: 0 };
    known.schedules.add(scheduleId);
    this.#excluded.set(trigger, { schedules: known.schedules, fires: known.fires + fires });
  }

  toDto(from: Date, to: Date, nextCursor: string | null): LedgerProofDto {
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      schedules: this.#schedules,
      planned: this.#planned,
      accounted: this.#accounted,
      pending: this.#pending,
      byOutcome: this.#byOutcome,
      missing: this.#missing,
      missingCount: this.#missingCount,
      unexpected: this.#unexpected,
      unexpectedCount: this.#unexpectedCount,
      excluded: this.#excludedDtos(),
      lateness: latenessOf(this.#lateMs),
      holds: this.#missingCount === 0 && this.#unexpectedCount === 0,
      nextCursor,
    };
  }

  #excludedFires(): number {
    return [...this.#excluded.values()].reduce((sum, { fires }) => sum + fires, 0);
  }

  #excludedDtos(): ExcludedSchedulesDto[] {
    return [...this.#excluded].map(([trigger, { schedules, fires }]) => ({
      trigger,
      schedules: schedules.size,
      fires,
      reason: unprovable[trigger] ?? '',
    }));
  }
}

function latenessOf(lateMs: readonly number[]) {
  const sorted = Float64Array.from(lateMs).sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
