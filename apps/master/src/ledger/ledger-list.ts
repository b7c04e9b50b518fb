import { Injectable } from '@nestjs/common';
import type { LedgerEntryDto, LedgerQuery, Page } from '@orrery/contracts';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { LedgerStore } from '../persistence/stores/ledger.store.js';
import { LedgerBounds } from './ledger-bounds.js';

/** The ledger across schedules: what was planned in a time, and what became of it. */
@Injectable()
export class LedgerList {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerStore,
    private readonly bounds: LedgerBounds,
    private readonly clock: Clock,
  ) {}

  /** Newest first. @param visible the projects the caller may see; undefined: all. */
  list(query: LedgerQuery, visible?: readonly string[]): Promise<Page<LedgerEntryDto>> {
    const span = this.bounds.ofList(query, this.clock.now());
    const { outcome, project } = query;
    return this.database.run((session) =>
      this.ledger.list(session, { ...span, outcome, project, projects: visible }, query),
    );
  }
}
