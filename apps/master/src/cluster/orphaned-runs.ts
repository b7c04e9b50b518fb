import { Injectable } from '@nestjs/common';
import { judgeOrphan } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../definitions/definition-cache.js';
import { OrphanStore, type Orphan, type OrphanGrace } from '../persistence/stores/orphan.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';

/** Runs that wait for the end of a lease stand in the way of no other. */
const mostLookedAt = 2_000;

/** The runs of lost workers that may be tried again, by the rule of the domain. */
@Injectable()
export class OrphanedRuns {
  constructor(
    private readonly orphans: OrphanStore,
    private readonly definitions: DefinitionCache,
  ) {}

  /** Locked, at most `limit`. */
  async claim(session: Session, grace: OrphanGrace, limit: number): Promise<RunRow[]> {
    const found = await this.orphans.find(session, grace, mostLookedAt);
    if (found.length === 0) return [];
    await this.definitions.load(session, found);
    const chosen = found.filter((orphan) => this.#mayBegin(orphan)).slice(0, limit);
    return this.orphans.lock(session, chosen);
  }

  #mayBegin(orphan: Orphan): boolean {
    const { idempotent } = this.definitions.get(orphan);
    return judgeOrphan({ ...orphan, idempotent }).kind === 'restart';
  }
}
