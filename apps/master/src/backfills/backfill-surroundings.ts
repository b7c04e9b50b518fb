import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { DispatchWake } from '../loops/wake-calls.js';
import { MasterLogger } from '../master-logger.js';
import { RunCanceller } from '../runs/run-canceller.js';
import { BackfillWake } from './backfill-wake.js';

/** What backfills need beside themselves when they go on. */
@Injectable()
export class BackfillSurroundings {
  constructor(
    readonly wake: BackfillWake,
    readonly dispatch: DispatchWake,
    readonly canceller: RunCanceller,
    readonly clock: Clock,
    readonly log: MasterLogger,
  ) {}
}
