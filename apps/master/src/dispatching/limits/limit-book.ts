import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Limit, TaskDefinition } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { MasterFeed } from '../../events/master-feed.js';
import { ParkedWake } from '../../loops/wake-calls.js';
import { limitOfPool, PoolStore, type PoolRow } from '../../persistence/stores/pool.store.js';
import { TaskLimitStore } from '../../persistence/stores/task-limit.store.js';

/** Which run it is, for limits. */
export interface LimitedRun {
  readonly task_id: string;
  readonly project: string;
}

/**
 * Which limits there are, at no cost: every pool, and every task with a limit of its own. It says which limits a run
 * falls under; how much they allow is read under their lock. Changes reach it by an event, or by its next look.
 */
@Injectable()
export class LimitBook implements OnModuleInit {
  #pools: readonly PoolRow[] = [];
  #tasks: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly database: Database,
    private readonly pools: PoolStore,
    private readonly tasks: TaskLimitStore,
    private readonly wake: ParkedWake,
    feed: MasterFeed,
  ) {
    feed.on('definition.changed', ({ kind }) => {
      return kind === 'pool' || kind === 'task' ? this.changed() : undefined;
    });
  }

  async onModuleInit(): Promise<void> {
    await this.runOnce();
  }

  /** Reads all limits again. */
  async runOnce(): Promise<{ pools: number; tasks: number }> {
    await this.database.run(async (session) => {
      this.#pools = await this.pools.all(session);
      this.#tasks = await this.tasks.all(session);
    });
    return { pools: this.#pools.length, tasks: this.#tasks.size };
  }

  /** Reads all limits again, and has those looked at who wait for one. */
  async changed(): Promise<void> {
    await this.runOnce();
    this.wake.wake();
  }

  get isEmpty(): boolean {
    return this.#pools.length === 0 && this.#tasks.size === 0;
  }

  isLimited(run: LimitedRun, definition: TaskDefinition): boolean {
    return this.limitsOf(run, definition).length > 0;
  }

  /** Every limit the run falls under; also that of a task this book has not heard of yet. */
  limitsOf(run: LimitedRun, definition: TaskDefinition): Limit[] {
    const limits = this.#pools.filter((pool) => covers(pool, run, definition)).map(limitOfPool);
    const slots = this.#tasks.get(run.task_id) ?? definition.maxConcurrent;
    return slots === 0 ? limits : [...limits, limitOfTask(run.task_id, definition.name, slots)];
  }
}

export function limitOfTask(id: string, name: string, slots: number): Limit {
  return { id, kind: 'task', name, scope: 'task', slots };
}

/** A workflow run falls under no limit but its own: its nodes take slots of the others, and would wait for it. */
function covers(pool: PoolRow, run: LimitedRun, { kind, tags, pools }: TaskDefinition): boolean {
  if (kind === 'workflow') return pool.task_id === run.task_id;
  if (pools?.includes(pool.name)) return true;
  if (pool.project !== null && pool.project !== run.project) return false;
  if (pool.tag !== null && !tags.includes(pool.tag)) return false;
  return pool.task_id === null || pool.task_id === run.task_id;
}
