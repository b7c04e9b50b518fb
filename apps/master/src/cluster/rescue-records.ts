import { Injectable } from '@nestjs/common';
import { Database } from '@orrery/persistence';
import { RunStore } from '../persistence/stores/run.store.js';
import { RunEnder } from '../runs/run-ender.js';

/** The runs of lost workers and the one place where attempts end. */
@Injectable()
export class RescueRecords {
  constructor(
    readonly database: Database,
    readonly runs: RunStore,
    readonly ender: RunEnder,
  ) {}
}
