import { Injectable } from '@nestjs/common';
import { hasTokensAt, refilled, slotsTaken, type Limit } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { PauseState } from '../../definitions/pause-state.js';
import type { ParkedRunRow } from '../../persistence/stores/parked-run.store.js';
import { bucketOfPool, limitOfPool } from '../../persistence/stores/pool.store.js';
import { LimitStores } from '../limits/limit-stores.js';
import { WorkerRoom } from '../routing/worker-room.js';
import { readFit, readLacking, readWaitsFor } from './waits-for.js';

/** Which of the runs that wait for one thing may go back to the backlog. */
export interface WakeRule {
  /** No more than so many need to be looked at. */
  readonly most: number;
  /** Of the first of the queue, in their order, those that may go. */
  choose(queue: readonly ParkedRunRow[]): readonly ParkedRunRow[];
  /** When the next of them may go, where that is known. */
  readonly againInMs?: number;
}

const all: WakeRule = { most: Infinity, choose: (queue) => queue };
const none: WakeRule = { most: 0, choose: () => [] };

/** Says for each thing that runs wait for whether it is there, and for how many of them. */
@Injectable()
export class WakeRules {
  constructor(
    private readonly stores: LimitStores,
    private readonly pauses: PauseState,
    private readonly room: WorkerRoom,
  ) {}

  async ruleFor(session: Session, key: string): Promise<WakeRule> {
    const { kind, subject } = readWaitsFor(key);
    switch (kind) {
      case 'pool':
        return this.#slots(session, { id: subject, kind }, await this.stores.pools.find(session, subject));
      case 'task': {
        const slots = await this.stores.tasks.find(session, subject);
        return this.#slots(session, { id: subject, kind }, slots === undefined ? undefined : { slots });
      }
      case 'rate':
        return this.#rate(session, subject);
      case 'never':
        return this.#fit(session, subject);
      case 'paused':
        return this.#isPaused(subject) ? none : all;
      // Whoever reserves them wakes those who have got theirs.
      case 'slots':
        return none;
      case 'lacking':
        return this.#lacking(session, subject);
      default:
        return this.#workers(session, key, subject);
    }
  }

  /** As many as fit one after the other: a light run does not go past a heavy one. */
  async #slots(
    session: Session,
    limit: Pick<Limit, 'id' | 'kind'>,
    present: { readonly slots: number } | undefined,
  ): Promise<WakeRule> {
    if (!present || present.slots === 0) return all;
    const { slots } = present;
    const free = slots - ((await this.stores.holds.used(session, [limit.id])).get(limit.id) ?? 0);
    if (free <= 0) return none;
    return { most: free, choose: (queue) => whileFits(queue, { ...limit, slots }, free) };
  }

  /** Its own rounds would be too seldom for a rate that holds few starts at a time. */
  async #rate(session: Session, id: string): Promise<WakeRule> {
    const pool = await this.stores.pools.read(session, id);
    if (!pool) return all;
    const { rate } = limitOfPool(pool);
    if (!rate) return all;
    const bucket = refilled(bucketOfPool(pool), rate, pool.now_at);
    const starts = Math.floor(bucket.tokens);
    const againInMs = hasTokensAt(bucket, rate, starts + 1).getTime() - pool.now_at.getTime();
    return { most: starts, choose: (queue) => queue.slice(0, starts), againInMs };
  }

  /** All that wait here weigh the same. */
  async #fit(session: Session, subject: string): Promise<WakeRule> {
    const { id, weight } = readFit(subject);
    const pool = await this.stores.pools.find(session, id);
    return !pool || pool.slots === 0 || weight <= pool.slots ? all : none;
  }

  /** All that wait here want as many. */
  async #lacking(session: Session, subject: string): Promise<WakeRule> {
    const { group, slots } = readLacking(subject);
    return (await this.room.inAll(session, group)) < slots ? none : all;
  }

  async #workers(session: Session, key: string, subject: string): Promise<WakeRule> {
    const most = await this.room.most(session, key, subject);
    return { most, choose: (queue) => queue.slice(0, most) };
  }

  #isPaused(subject: string): boolean {
    const [scope, ...name] = subject.split(':');
    if (scope === 'task') return this.pauses.of('', name.join(':')) !== undefined;
    return this.pauses.ofProject(scope === 'project' ? name.join(':') : '') !== undefined;
  }
}

/** A run that outgrew the limit, which was narrowed, takes none of it: it is looked at again, and set aside. */
function whileFits(
  queue: readonly ParkedRunRow[],
  limit: Pick<Limit, 'kind' | 'slots'>,
  free: number,
): ParkedRunRow[] {
  let left = free;
  const fitting: ParkedRunRow[] = [];
  for (const row of queue) {
    const wanted = slotsTaken(limit, row.slots);
    if (wanted <= limit.slots) left -= wanted;
    if (left < 0) break;
    fitting.push(row);
  }
  return fitting;
}
