import { Injectable } from '@nestjs/common';
import type { MasterDto, Page, PageQuery, WorkerDto } from '@orrery/contracts';
import { NotFoundError, type WorkerDuty } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { MasterStore } from '../persistence/stores/master.store.js';
import { WorkerStore } from '../persistence/stores/worker.store.js';
import { WorkerDuties } from './worker-duties.js';

/** The nodes of the cluster as users see them. */
@Injectable()
export class ClusterService {
  constructor(
    private readonly database: Database,
    private readonly workerStore: WorkerStore,
    private readonly masterStore: MasterStore,
    private readonly duties: WorkerDuties,
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

  /** Says what is wanted of a worker; its next heartbeats show what it made of it. */
  async order(id: string, duty: WorkerDuty): Promise<WorkerDto> {
    await this.duties.set(id, duty);
    return this.worker(id);
  }
}
