import { Injectable } from '@nestjs/common';
import { LedgerStore } from '../persistence/stores/ledger.store.js';
import { ScheduleVersionStore } from '../persistence/stores/schedule-version.store.js';

/** What the ledger is proven with. */
@Injectable()
export class LedgerStores {
  constructor(
    readonly ledger: LedgerStore,
    readonly versions: ScheduleVersionStore,
  ) {}
}
