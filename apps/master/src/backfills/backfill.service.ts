import { Injectable } from '@nestjs/common';
import type {
  BackfillDto,
  BackfillForecastDto,
  BackfillListQuery,
  BackfillRunDto,
  CreateBackfillDto,
  Page,
  PageQuery,
} from '@orrery/contracts';
import { Clock, InvalidError, NotFoundError, priorityRank } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { toBackfillDto, type BackfillRow } from '../persistence/stores/backfill-row.js';
import { BackfillForecast } from './backfill-forecast.js';
import { BackfillRecords } from './backfill-records.js';
import { BackfillRequests, type WantedBackfill } from './backfill-requests.js';

/** Backfills as users ask for them and see them. */
@Injectable()
export class BackfillService {
  constructor(
    private readonly database: Database,
    private readonly records: BackfillRecords,
    private readonly requests: BackfillRequests,
    private readonly forecast: BackfillForecast,
    private readonly clock: Clock,
  ) {}

  /** Its runs are made later, a few at a time. @throws InvalidError when no time is planned in its range. */
  async create(body: CreateBackfillDto, actor: string): Promise<BackfillDto> {
    const wanted = await this.database.run((session) => this.requests.read(session, body));
    const times = await this.forecast.timesOf(wanted);
    const nextAt = body.order === 'forward' ? times[0] : times.at(-1);
    if (!nextAt) throw InvalidError.field('/to', 'no time is planned between from and it');
    const row = rowOf(body, wanted, { nextAt, total: times.length, actor, now: this.clock.now() });
    await this.database.run((session) => this.records.backfills.insert(session, row));
    return toBackfillDto(row);
  }

  async foretell(body: CreateBackfillDto): Promise<BackfillForecastDto> {
    const wanted = await this.database.run((session) => this.requests.read(session, body));
    return this.forecast.foretell(wanted, body);
  }

  async get(id: string): Promise<BackfillDto> {
    return toBackfillDto(await this.database.run((session) => this.#mustFind(session, id)));
  }

  list(query: BackfillListQuery, projects?: readonly string[]): Promise<Page<BackfillDto>> {
    return this.database.run((session) => this.records.backfills.list(session, query, projects));
  }

  runsOf(id: string, query: PageQuery): Promise<Page<BackfillRunDto>> {
    return this.database.run(async (session) => {
      await this.#mustFind(session, id);
      return this.records.runs.list(session, id, query);
    });
  }

  async #mustFind(session: Session, id: string): Promise<BackfillRow> {
    const row = await this.records.backfills.find(session, id);
    if (!row) throw NotFoundError.of('backfill', id);
    return row;
  }
}

interface Making {
  readonly nextAt: Date;
  readonly total: number;
  readonly actor: string;
  readonly now: Date;
}

function rowOf(
  body: CreateBackfillDto,
  wanted: WantedBackfill,
  { nextAt, total, actor, now }: Making,
): BackfillRow {
  const { target, from, to } = wanted;
  return {
    id: newId(),
    project: target.project,
    target_kind: target.kind,
    target_id: target.id,
    target_name: target.name,
    schedule_id: wanted.scheduleId,
    timing: JSON.stringify(wanted.timing),
    from_at: from,
    to_at: to,
    params: JSON.stringify(wanted.params),
    max_parallel: body.maxParallel,
    direction: body.order,
    reprocess: body.reprocess,
    on_failure: body.onFailure,
    priority: priorityRank(body.priority),
    state: 'running',
    reason: null,
    total,
    ...{ skipped: 0, made: 0, succeeded: 0, failed: 0 },
    next_at: nextAt,
    look_at: now,
    created_by: actor,
    created_at: now,
    finished_at: null,
  };
}
