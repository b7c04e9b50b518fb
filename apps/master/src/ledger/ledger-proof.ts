import { Injectable } from '@nestjs/common';
import type { LedgerProofDto, ProofQuery } from '@orrery/contracts';
import { Clock, InvalidError, NotFoundError, overdueAfterMs } from '@orrery/domain';
import { cursorKey, Database } from '@orrery/persistence';
import { groupsOf } from '../persistence/groups-of.js';
import type { LedgerEntry, LedgerSpan } from '../persistence/stores/ledger.store.js';
import type { ScheduleVersion } from '../persistence/stores/schedule-version.store.js';
import { FireTimes } from '../planning/triggers/fire-times.js';
import { compareSchedule, type ComparedSchedule } from './compare-schedule.js';
import { LedgerBounds } from './ledger-bounds.js';
import { LedgerStores } from './ledger-stores.js';
import { ProofTally } from './proof-tally.js';

const schedulesAtOnce = 50;
/** Planned times of one answer, about. */
const enough = 200_000;
/** Of one schedule; more would be too much for one answer. */
const mostEntries = 500_000;
/** Of several schedules; where they have more, fewer go at once. */
const mostTogether = 100_000;

/** Proves that what the schedules should have fired is what the ledger has: planned = accounted. */
@Injectable()
export class LedgerProof {
  constructor(
    private readonly database: Database,
    private readonly stores: LedgerStores,
    private readonly bounds: LedgerBounds,
    private readonly times: FireTimes,
    private readonly clock: Clock,
  ) {}

  /** @param visible the projects the caller may see; undefined: all. */
  async prove(query: ProofQuery, visible?: readonly string[]): Promise<LedgerProofDto> {
    const now = this.clock.now();
    const span = this.bounds.ofProof(query, now);
    const settledBy = new Date(now.getTime() - overdueAfterMs);
    const projects = projectsOf(query, visible);
    const tally = new ProofTally();
    let after = cursorKey(query) ?? '';
    for (;;) {
      const ids = await this.#ids(query, projects, after);
      const read = await this.#read(ids, span);
      for (const compared of read) await compareSchedule(compared, this.times, span, settledBy, tally);
      const isLast = ids.length < schedulesAtOnce && read.length === ids.length;
      if (isLast) return tally.toDto(span.from, span.to, null);
      after = ids[read.length - 1]!;
      if (tally.size >= enough) return tally.toDto(span.from, span.to, cursorAt(after));
    }
  }

  async #ids(
    { scheduleId }: ProofQuery,
    projects: readonly string[] | undefined,
    after: string,
  ): Promise<string[]> {
    const { versions } = this.stores;
    if (scheduleId === undefined) {
      return this.database.run((session) => versions.idsOf(session, projects, after, schedulesAtOnce));
    }
    const known = await this.database.run((session) => versions.of(session, [scheduleId]));
    const isVisible = known.some(({ schedule }) => !projects || projects.includes(schedule.project));
    if (!isVisible) throw NotFoundError.of('schedule', scheduleId);
    return [scheduleId];
  }

  /** Of these schedules as many, from the first one on, as are not too much at once. */
  async #read(ids: readonly string[], span: LedgerSpan): Promise<ComparedSchedule[]> {
    if (ids.length === 0) return [];
    const most = ids.length === 1 ? mostEntries : mostTogether;
    const { versions, entries } = await this.database.run(async (session) => ({
      entries: await this.stores.ledger.entries(session, ids, span, most + 1),
      versions: await this.stores.versions.of(session, ids),
    }));
    if (entries.length <= most) return compared(ids, versions, entries);
    if (ids.length === 1) {
      throw InvalidError.field('/to', 'too many planned times for one proof: ask for a shorter time');
    }
    // They come in the order of the ids: of the last one there may be more.
    const complete = ids.slice(0, ids.indexOf(entries.at(-1)!.scheduleId));
    return complete.length === 0 ? this.#read(ids.slice(0, 1), span) : compared(complete, versions, entries);
  }
}

function compared(
  ids: readonly string[],
  versions: readonly ScheduleVersion[],
  entries: readonly LedgerEntry[],
): ComparedSchedule[] {
  const versionsOf = groupedBy(versions, ({ schedule }) => schedule.id);
  const entriesOf = groupedBy(entries, ({ scheduleId }) => scheduleId);
  return ids.map((id) => ({ versions: versionsOf.get(id) ?? [], entries: entriesOf.get(id) ?? [] }));
}

function groupedBy<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  return new Map(groupsOf(all, keyOf).map((group) => [keyOf(group[0]!), group]));
}

function projectsOf({ project }: ProofQuery, visible?: readonly string[]): readonly string[] | undefined {
  if (project === undefined) return visible;
  if (visible && !visible.includes(project)) throw NotFoundError.of('project', project);
  return [project];
}

function cursorAt(id: string): string {
  return Buffer.from(id, 'utf8').toString('base64url');
}
