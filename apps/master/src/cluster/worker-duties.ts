import { Injectable } from '@nestjs/common';
import type { ControlMessage } from '@orrery/contracts';
import { NotFoundError, type WorkerDuty } from '@orrery/domain';
import { MessageSender } from '@orrery/messaging';
import { Database } from '@orrery/persistence';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import { WorkerStore } from '../persistence/stores/worker.store.js';

const words = { work: 'resume', cordon: 'cordon', drain: 'drain' } as const satisfies Record<
  WorkerDuty,
  ControlMessage['kind']
>;

/** What operators want of workers: kept in the registry, told at once, and told again with each lease. */
@Injectable()
export class WorkerDuties {
  constructor(
    private readonly database: Database,
    private readonly workers: WorkerStore,
    private readonly sender: MessageSender,
    private readonly log: MasterLogger,
  ) {}

  /** A worker that is away hears of it when it is back. @throws NotFoundError */
  async set(id: string, duty: WorkerDuty): Promise<void> {
    const known = await this.database.run((session) => this.workers.setDuty(session, id, duty));
    if (!known) throw NotFoundError.of('worker', id);
    try {
      await this.sender.send('worker.control', { v: 1, kind: words[duty] }, id);
    } catch (error) {
      this.log.logger.debug(`worker ${id} hears of "${duty}" with its next lease (${messageOf(error)})`);
    }
  }
}
