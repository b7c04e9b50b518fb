import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { OutboxStore } from '../persistence/stores/outbox.store.js';
import { WorkerStore } from '../persistence/stores/worker.store.js';

/** The registry of workers and the outbox: a loss is written together with the event that tells of it. */
@Injectable()
export class LossRecords {
  constructor(
    readonly database: Database,
    readonly workers: WorkerStore,
    readonly outbox: OutboxStore,
    readonly clock: Clock,
  ) {}
}
