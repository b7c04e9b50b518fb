import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { BackfillForecastDto, CreateBackfillDto } from '@orrery/contracts';
import { InvalidError, isToRun, mostBackfillTimes, planWorkflow, type ReprocessMode } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { PastRunStore } from '../persistence/stores/past-run.store.js';
import { FireTimes } from '../planning/triggers/fire-times.js';
import { BackfillTimes } from './backfill-times.js';
import type { BackfillTarget, WantedBackfill } from './backfill-requests.js';

const timesAtOnce = 5_000;
const timesShown = 10;

/** Tells what a backfill would do. */
@Injectable()
export class BackfillForecast {
  constructor(
    private readonly database: Database,
    private readonly past: PastRunStore,
    private readonly times: FireTimes,
  ) {}

  /** Its planned times, the earliest first. @throws InvalidError when there are too many. */
  async timesOf(wanted: WantedBackfill): Promise<Date[]> {
    const source = new BackfillTimes(this.times, { ...wanted, order: 'forward' });
    const found: Date[] = [];
    for (let at = source.first(); at;) {
      const { times, next } = source.batch(at, timesAtOnce);
      found.push(...times);
      if (found.length > mostBackfillTimes) {
        throw InvalidError.field(
          '/to',
          `there are more than ${mostBackfillTimes} planned times from ${wanted.from.toISOString()} to it; take a part of them`,
        );
      }
      at = next;
      // Others have their turn: a hundred thousand of them take a moment.
      await setImmediate();
    }
    return found;
  }

  async foretell(wanted: WantedBackfill, body: CreateBackfillDto): Promise<BackfillForecastDto> {
    const times = await this.timesOf(wanted);
    const toRun = await this.#toRun(wanted.target, times, body.reprocess);
    const durations = await this.database.run((session) => this.past.durations(session, wanted.target.id));
    const typicalDurationMs = medianOf(durations);
    const atOnce = Math.min(body.maxParallel, toRun.length);
    return {
      dryRun: true,
      times: times.length,
      count: toRun.length,
      firstAt: toRun[0]?.toISOString() ?? null,
      lastAt: toRun.at(-1)?.toISOString() ?? null,
      plannedTimes: toRun.slice(0, timesShown).map((time) => time.toISOString()),
      typicalDurationMs,
      estimateMs:
        typicalDurationMs === null ? null : typicalDurationMs * Math.ceil(toRun.length / body.maxParallel),
      slots: atOnce * slotsOfOne(wanted.target),
    };
  }

  async #toRun(target: BackfillTarget, times: readonly Date[], mode: ReprocessMode): Promise<Date[]> {
    if (mode === 'all') return [...times];
    const found: Date[] = [];
    for (let start = 0; start < times.length; start += timesAtOnce) {
      const some = times.slice(start, start + timesAtOnce);
      const past = await this.database.run((session) =>
        this.past.between(session, target, some[0]!, some.at(-1)!),
      );
      found.push(...some.filter((time) => isToRun(past.get(time.getTime()), mode)));
    }
    return found;
  }
}

/** A run of a workflow takes as many as it has nodes that may run side by side. */
function slotsOfOne({ weight, workflow }: BackfillTarget): number {
  if (!workflow) return weight;
  const { width } = planWorkflow(workflow);
  return workflow.maxParallel > 0 ? Math.min(width, workflow.maxParallel) : width;
}

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
