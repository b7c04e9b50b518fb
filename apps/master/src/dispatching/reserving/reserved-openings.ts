import { Injectable } from '@nestjs/common';
import type { SlotReserve } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../../definitions/definition-cache.js';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import { SlotRequestStore } from '../../persistence/stores/slot-request.store.js';
import type { WaitingRun } from '../parking/parked-runs.js';
import { waitsFor } from '../parking/waits-for.js';

/** Tells workflow runs that may begin from those that lack slots; these ask for them. */
@Injectable()
export class ReservedOpenings {
  constructor(
    private readonly definitions: DefinitionCache,
    private readonly requests: SlotRequestStore,
  ) {}

  /** The runs must be pending and locked, their definitions loaded. */
  async check(
    session: Session,
    runs: readonly DispatchRow[],
  ): Promise<{ readonly ready: readonly DispatchRow[]; readonly waiting: readonly WaitingRun[] }> {
    const wanting = runs.filter((run) => this.#wantsOf(run).length > 0);
    if (wanting.length === 0) return { ready: runs, waiting: [] };
    const lacking = new Set(await this.#lacking(session, wanting));
    return {
      ready: runs.filter((run) => !lacking.has(run)),
      waiting: [...lacking].map((run) => ({ run, waitsFor: waitsFor.reserved() })),
    };
  }

  /** Those that have what they want begin to use it; what was obtained too long ago is asked for again. */
  async #lacking(session: Session, runs: readonly DispatchRow[]): Promise<DispatchRow[]> {
    const ids = runs.map((run) => run.id);
    const asked = new Map((await this.requests.findAll(session, ids)).map((row) => [row.run_id, row]));
    const obtained = ids.filter((id) => asked.get(id)?.obtained_at);
    const held = await this.requests.held(session, obtained);
    const lacking = runs.filter((run) => {
      const has = (wish: SlotReserve) => (held.get(run.id)?.get(wish.group) ?? 0) >= wish.slots;
      return !this.#wantsOf(run).every(has);
    });
    for (const run of lacking) {
      const request = { runId: run.id, wants: this.#wantsOf(run) };
      if (!asked.has(run.id)) await this.requests.insert(session, request);
      else if (obtained.includes(run.id)) await this.requests.askAgain(session, request);
    }
    for (const { id } of runs.filter((run) => !lacking.includes(run))) await this.requests.renew(session, id);
    return lacking;
  }

  #wantsOf(run: DispatchRow): readonly SlotReserve[] {
    return this.definitions.get(run).reserve ?? [];
  }
}
