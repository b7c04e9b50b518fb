import { Injectable } from '@nestjs/common';
import { Database, type Session } from '@orrery/persistence';
import { MasterLogger } from '../master-logger.js';
import { LeadershipStore } from '../persistence/stores/leadership.store.js';
import { Leadership } from './leadership.js';

/** What became of a leader's write. */
export type LeaderWrite<T> =
  | { readonly kind: 'written'; readonly value: T }
  /** This master does not lead; nothing was tried. */
  | { readonly kind: 'notLeader' }
  /** Somebody else leads by now; nothing was written. */
  | { readonly kind: 'refused' };

class StaleEpochError extends Error {}

/** The only way duties of the leader write: in a transaction that commits only under the epoch that counts. */
@Injectable()
export class LeaderWrites {
  constructor(
    private readonly database: Database,
    private readonly store: LeadershipStore,
    private readonly leadership: Leadership,
    private readonly log: MasterLogger,
  ) {}

  /**
   * The fence is the last statement: a process that stands still before it finds a newer epoch when it goes on, and the
   * lock it takes is held for the commit only, so that it cannot keep the next leader waiting.
   */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<LeaderWrite<T>> {
    const { epoch } = this.leadership;
    if (epoch === undefined) return { kind: 'notLeader' };
    try {
      const value = await this.database.transaction(async (session) => {
        const result = await work(session);
        if (!(await this.store.holds(session, epoch))) throw new StaleEpochError();
        return result;
      });
      return { kind: 'written', value };
    } catch (error) {
      if (!(error instanceof StaleEpochError)) throw error;
      this.leadership.refuted(epoch);
      this.log.logger.warn(`a write under epoch ${epoch} was refused: another master leads by now`);
      return { kind: 'refused' };
    }
  }
}
