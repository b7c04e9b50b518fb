import { Injectable } from '@nestjs/common';
import { reserveSlots, type PlacedSlots, type ReserveVerdict } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { SlotRequestStore } from '../../persistence/stores/slot-request.store.js';
import { ReservedWorkers } from './reserved-workers.js';
import { SlotNews } from './slot-news.js';
import { SlotQueue, type WaitingRequest } from './slot-queue.js';

/** What is set aside for one who waits is kept for so long; each look renews it. */
const lookLeaseMs = 10_000;

interface Looked {
  /** Workflow runs that have their slots. */
  readonly obtained: readonly string[];
  /** Workers have to be told of slots that were set aside. */
  readonly placed: boolean;
}

const unplaced = { placed: [], isTold: false };
const nothing: Looked = { obtained: [], placed: false };

/** Gives workflow runs that wait the slots they want, each all of its own or none; all that wait are looked at together. */
@Injectable()
export class SlotReserver {
  constructor(
    private readonly database: Database,
    private readonly queue: SlotQueue,
    private readonly workers: ReservedWorkers,
    private readonly requests: SlotRequestStore,
    private readonly news: SlotNews,
  ) {}

  async runOnce(): Promise<{ reserved: number }> {
    if (!(await this.database.run((session) => this.queue.isAnyWaiting(session)))) return { reserved: 0 };
    const { obtained, placed } = await this.database.transaction((session) => this.#look(session));
    if (placed) await this.news.tellWorkers();
    if (obtained.length > 0) this.news.tellOfObtained();
    return { reserved: obtained.length };
  }

  async #look(session: Session): Promise<Looked> {
    const waiting = await this.queue.lock(session);
    if (waiting.length === 0) return nothing;
    const groups = new Set(waiting.flatMap(({ wants }) => wants.map(({ group }) => group)));
    const asking = new Set(waiting.map(({ id }) => id));
    const { workers, placed } = await this.workers.read(session, [...groups], asking);
    const asked = waiting.map((request) => ({ ...request, ...(placed.get(request.id) ?? unplaced) }));
    const verdicts = reserveSlots(asked, workers);
    const moved = asked.filter((each) => isMoved(each.placed, verdicts.get(each.id)!));
    await this.#place(session, moved, verdicts);
    await this.requests.keepPlaced(session, [...placed.keys()], lookLeaseMs);
    await this.queue.setAside(session, verdicts);
    const ready = waiting.map(({ id }) => id).filter((id) => verdicts.get(id)!.kind === 'obtained');
    return { obtained: await this.#obtain(session, ready), placed: moved.length > 0 };
  }

  async #place(
    session: Session,
    moved: readonly WaitingRequest[],
    verdicts: ReadonlyMap<string, ReserveVerdict>,
  ): Promise<void> {
    await this.requests.unplace(
      session,
      moved.map(({ id }) => id),
    );
    const placements = moved.flatMap(({ id, wants }) =>
      placedOf(verdicts.get(id)!).map((each) => {
        const { idleMs } = wants.find(({ group }) => group === each.group)!;
        return { ...each, runId: id, idleMs };
      }),
    );
    await this.requests.place(session, placements, lookLeaseMs);
  }

  /** One whose run somebody has locked gets its slots at the next look. */
  async #obtain(session: Session, ready: readonly string[]): Promise<string[]> {
    if (ready.length === 0) return [];
    const obtained = await this.news.wake(session, ready);
    for (const id of obtained) await this.requests.renew(session, id);
    if (obtained.length > 0) await this.requests.obtained(session, obtained);
    return obtained;
  }
}

function placedOf(verdict: ReserveVerdict): readonly PlacedSlots[] {
  return 'placed' in verdict ? verdict.placed : [];
}

function isMoved(before: readonly PlacedSlots[], verdict: ReserveVerdict): boolean {
  return before !== placedOf(verdict) && before.length + placedOf(verdict).length > 0;
}
