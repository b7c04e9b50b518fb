import { Injectable } from '@nestjs/common';
import type { Breaker } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { IntakeWake } from '../../loops/wake-calls.js';
import { MasterSettings } from '../../master-settings.js';
import { groupsOf } from '../../persistence/groups-of.js';
import { WorkerBreakerStore } from '../../persistence/stores/worker-breaker.store.js';
import { WorkerLoadStore } from '../../persistence/stores/worker-load.store.js';
import { slotsGiven, takingWorkers, type TakingWorker } from './taking-worker.js';

/** This master's picture of the workers that take work: who is there, what they have, whether they may be sent something. */
@Injectable()
export class WorkerView {
  #workers: ReadonlyMap<string, TakingWorker> = new Map();
  #groups: ReadonlyMap<string, readonly TakingWorker[]> = new Map();
  #madeMs = performance.now();

  constructor(
    private readonly store: WorkerLoadStore,
    private readonly breakers: WorkerBreakerStore,
    private readonly settings: MasterSettings,
    private readonly joined: IntakeWake,
  ) {}

  /** Makes it anew from the database. */
  async refresh(session: Session): Promise<void> {
    const rows = await this.store.takingWork(session);
    const breakers = await this.breakers.all(session);
    const workers = takingWorkers(rows, breakers, this.settings.config.slowStartMs);
    const before = new Set(this.all().map(lifeOf));
    this.#madeMs = performance.now();
    this.#keep(workers);
    if (workers.some((worker) => !before.has(lifeOf(worker)))) this.joined.wake();
  }

  /** Those of one group, in the order of their ids. */
  ofGroup(group: string): readonly TakingWorker[] {
    return this.#groups.get(group) ?? [];
  }

  /** All slots of each group, those a slow start holds back included. */
  slotsByGroup(): Map<string, number> {
    return new Map(
      [...this.#groups].map(([group, workers]) => [
        group,
        workers.reduce((sum, { equipment }) => sum + equipment.slots, 0),
      ]),
    );
  }

  find(id: string): TakingWorker | undefined {
    return this.#workers.get(id);
  }

  all(): TakingWorker[] {
    return [...this.#workers.values()];
  }

  /** Slots the worker may fill now: fewer than it has while it starts slowly, or its machine is too busy. */
  slotsOf(worker: TakingWorker): number {
    return slotsGiven(worker, this.upForMs(worker));
  }

  upForMs(worker: TakingWorker): number {
    return worker.upForMs + performance.now() - this.#madeMs;
  }

  /** Takes a change of a breaker over before the next look into the database. */
  learn(workerId: string, breaker: Breaker): void {
    this.#keep(this.all().map((worker) => (worker.id === workerId ? { ...worker, breaker } : worker)));
  }

  #keep(workers: readonly TakingWorker[]): void {
    this.#workers = new Map(workers.map((worker) => [worker.id, worker]));
    this.#groups = new Map(groupsOf(workers, ({ group }) => group).map((group) => [group[0]!.group, group]));
  }
}

/** Another epoch is another life: what the former one was told is forgotten. */
export function lifeOf({ id, epoch }: Pick<TakingWorker, 'id' | 'epoch'>): string {
  return `${id} ${epoch}`;
}
