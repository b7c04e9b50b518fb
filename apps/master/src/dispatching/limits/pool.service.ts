import { Injectable } from '@nestjs/common';
import type {
  CreatePoolDto,
  Page,
  PageQuery,
  PoolDto,
  PoolHolderDto,
  PoolListQuery,
  ReplacePoolDto,
} from '@orrery/contracts';
import { NotFoundError, VersionMismatchError } from '@orrery/domain';
import { cursorKey, Database, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import type { PoolRow } from '../../persistence/stores/pool.store.js';
import { LimitStores } from './limit-stores.js';
import { checkLimits, checkScope } from './pool-rules.js';
import { PoolChanges } from './pool-changes.js';
import { PoolScopes } from './pool-scopes.js';
import { PoolViews, toHolderDto } from './pool-views.js';

/** Pools: limits that users make, change and look at while runs go. */
@Injectable()
export class PoolService {
  constructor(
    private readonly database: Database,
    private readonly stores: LimitStores,
    private readonly views: PoolViews,
    private readonly scopes: PoolScopes,
    private readonly changes: PoolChanges,
  ) {}

  async create(body: CreatePoolDto): Promise<PoolDto> {
    checkScope(body);
    checkLimits(body);
    const now = this.changes.now();
    const { name, scope, tag, taskId } = body;
    const made = { id: newId(), name, scope, tag: tag ?? null, task_id: taskId ?? null, version: 1 };
    const times = { refilled_at: now, created_at: now, updated_at: now };
    const pool = await this.database.transaction(async (session) => {
      const project = await this.scopes.projectOf(session, body);
      const row: PoolRow = { ...made, project, ...limits(body), tokens: body.rate?.count ?? 0, ...times };
      await this.stores.pools.insert(session, row);
      return row;
    });
    await this.changes.tell(pool);
    return this.get(pool.id);
  }

  /** With `projects`, pools of others do not exist. */
  async get(id: string, projects?: readonly string[]): Promise<PoolDto> {
    return this.database.run(async (session) => {
      const pool = await this.#mustFind(session, id, projects);
      return (await this.views.show(session, [pool]))[0]!;
    });
  }

  /** With `projects`: pools of these, and those of no project. */
  list(query: PoolListQuery, projects?: readonly string[]): Promise<Page<PoolDto>> {
    return this.database.run(async (session) => {
      const page = await this.stores.pools.list(session, query, projects);
      return { ...page, items: await this.views.show(session, page.items) };
    });
  }

  /** Runs that have more than the pool allows from now on keep it until they end. */
  async replace(id: string, body: ReplacePoolDto, ifVersion: number | undefined): Promise<PoolDto> {
    checkLimits(body);
    const pool = await this.database.transaction(async (session) => {
      const [present] = await this.stores.pools.lock(session, [id]);
      if (!present) throw NotFoundError.of('pool', id);
      mustBe(ifVersion, present);
      const tokens = present.rate_count === 0 ? (body.rate?.count ?? 0) : present.tokens;
      const { now_at, ...row } = present;
      const next = { ...row, ...limits(body), tokens, version: row.version + 1, updated_at: now_at };
      if (!(await this.stores.pools.replace(session, next))) throw outdated(present);
      return next;
    });
    await this.changes.tell(pool);
    return this.get(id);
  }

  async delete(id: string, ifVersion: number | undefined): Promise<void> {
    const pool = await this.database.transaction(async (session) => {
      const [present] = await this.stores.pools.lock(session, [id]);
      if (!present) throw NotFoundError.of('pool', id);
      mustBe(ifVersion, present);
      await this.stores.pools.delete(session, id);
      await this.stores.holds.releaseLimit(session, id);
      return present;
    });
    await this.changes.tell(pool, true);
  }

  /** Who has its slots. With `projects`, only runs of these. */
  holders(id: string, query: PageQuery, projects?: readonly string[]): Promise<Page<PoolHolderDto>> {
    const most = pageLimit(query);
    return this.database.run(async (session) => {
      await this.#mustFind(session, id, projects);
      const look = { after: cursorKey(query), most: most + 1, projects };
      const holders = await this.stores.holds.holders(session, id, look);
      return keysetPage(holders, most, (holder) => holder.run_id, toHolderDto);
    });
  }

  async #mustFind(session: Session, id: string, projects?: readonly string[]): Promise<PoolRow> {
    const pool = await this.stores.pools.find(session, id);
    const isHidden = projects !== undefined && pool?.project && !projects.includes(pool.project);
    if (!pool || isHidden) throw NotFoundError.of('pool', id);
    return pool;
  }
}

function limits({ description, slots, rate }: ReplacePoolDto) {
  return { description, slots, rate_count: rate?.count ?? 0, rate_per_ms: rate?.perMs ?? 0 };
}

function mustBe(version: number | undefined, pool: PoolRow): void {
  if (version !== undefined && version !== pool.version) throw outdated(pool);
}

function outdated(pool: PoolRow): VersionMismatchError {
  return new VersionMismatchError(
    `Pool "${pool.name}" was changed by somebody else (now version ${pool.version}); read it again.`,
  );
}
