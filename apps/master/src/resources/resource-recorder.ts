import { Injectable } from '@nestjs/common';
import { LeaderWrites } from '../leadership/leader-writes.js';
import { MasterStore } from '../persistence/stores/master.store.js';
import { NodeSampleStore, type NodeSample } from '../persistence/stores/node-sample.store.js';
import { WorkerLifeStore } from '../persistence/stores/worker-life.store.js';

/** Keeps what every living node uses now, for its history. */
@Injectable()
export class ResourceRecorder {
  constructor(
    private readonly writes: LeaderWrites,
    private readonly workers: WorkerLifeStore,
    private readonly masters: MasterStore,
    private readonly samples: NodeSampleStore,
  ) {}

  async runOnce(): Promise<{ samples: number }> {
    const write = await this.writes.transaction(async (session) => {
      const { now, workers } = await this.workers.resources(session);
      const masters = await this.masters.living(session);
      const samples: NodeSample[] = [
        ...workers.map((worker) => ({ kind: 'worker' as const, at: now, ...worker })),
        ...masters.map(({ id, resources }) => {
          return { kind: 'master' as const, nodeId: id, at: now, resources, busy: 0, slots: 0 };
        }),
      ];
      await this.samples.add(session, samples);
      return samples.length;
    });
    return { samples: write.kind === 'written' ? write.value : 0 };
  }
}
