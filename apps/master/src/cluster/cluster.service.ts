import { Injectable } from '@nestjs/common';
import type { MasterDto, Page, PageQuery, WorkerDto } from '@orrery/contracts';
import { ConflictError, NotFoundError } from '@orrery/domain';
import { MessageSender } from '@orrery/messaging';
import { Database } from '@orrery/persistence';
import { MasterStore } from '../persistence/stores/master.store.js';
import { WorkerStore } from '../persistence/stores/worker.store.js';

/** The nodes of the cluster as users see them. */
@Injectable()
export class ClusterService {
  constructor(
    private readonly database: Database,
    private readonly workerStore: WorkerStore,
    private readonly masterStore: MasterStore,
    private readonly sender: MessageSender,
  ) {}

  workers(query: PageQuery): Promise<Page<WorkerDto>> {
    return this.database.run((session) => this.workerStore.list(session, query));
  }

  async worker(id: string): Promise<WorkerDto> {
    const worker = await this.database.run((session) => this.workerStore.find(session, id));
    if (!worker) throw NotFoundError.of('worker', id);
    return worker;
  }

  masters(query: PageQuery): Promise<Page<MasterDto>> {
    return this.database.run((session) => this.masterStore.list(session, query));
  }

  /** Sends a worker a word; its next heartbeat shows what it made of it. @throws ConflictError when it is not connected. */
  async tell(id: string, kind: 'drain' | 'resume'): Promise<WorkerDto> {
    const worker = await this.worker(id);
    const outcome = await this.sender.send('worker.control', { v: 1, kind }, id);
    if (outcome === 'unroutable')
      throw new ConflictError(`Worker "${id}" is not connected (${worker.state}).`);
    return worker;
  }
}
