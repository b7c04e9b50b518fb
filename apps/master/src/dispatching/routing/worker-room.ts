import { Injectable } from '@nestjs/common';
import { Clock, hasShards, roomFor, type Candidate } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../../definitions/definition-cache.js';
import { ParkedRunStore } from '../../persistence/stores/parked-run.store.js';
import { fittingWorkers, type Loads } from './fitting-workers.js';
import { RoutingRecords } from './routing-records.js';
import { OwnSlots } from './own-slots.js';
import { readWorkersSubject } from './waits-for-workers.js';
import { WorkerView } from './worker-view.js';

/** Many tasks may wait for the workers of one group: its load is read once for all of them. */
const freshMs = 100;
const waitingMs = 2_000;

/** For how many of the runs that wait for workers there may be room. */
@Injectable()
export class WorkerRoom {
  readonly #loads = new Map<string, { readonly loads: Loads; readonly readMs: number }>();
  readonly #waiting = new Map<string, number>();

  constructor(
    private readonly view: WorkerView,
    private readonly records: RoutingRecords,
    private readonly definitions: DefinitionCache,
    private readonly parked: ParkedRunStore,
    private readonly clock: Clock,
  ) {}

  /** Runs that wait under this key and should be routed again. */
  async most(session: Session, key: string, subject: string): Promise<number> {
    const { group, workerId, workflowRunId } = readWorkersSubject(subject);
    this.#waiting.set(group, performance.now());
    // It may have gone for good, and the run must go elsewhere.
    if (workerId !== undefined && !this.view.find(workerId)) return Infinity;
    const run = await this.parked.firstRun(session, key);
    if (!run) return Infinity;
    await this.definitions.load(session, [run]);
    const definition = this.definitions.get(run);
    const loads = await this.#read(session, group);
    const own = new OwnSlots(loads.kept);
    const fitting = fittingWorkers(this.view, definition, loads, this.clock.now());
    const candidates = fitting.candidates.map((each) => own.opened(each, { workflowRunId }));
    const wanted = candidates.filter(({ id }) => workerId === undefined || id === workerId);
    if (hasShards(definition.routing.policy) && run.parent_id === null) return wanted.length;
    return wanted.reduce((sum, candidate) => sum + roomIn(candidate, definition.weight), 0);
  }

  /** Slots of a group, whoever has them. */
  inAll(session: Session, group: string): Promise<number> {
    return this.records.loads.slotsInAll(session, group);
  }

  /** Whether runs lately waited for workers of the group: then an end is worth telling. */
  isAwaited(group: string): boolean {
    return performance.now() - (this.#waiting.get(group) ?? -Infinity) < waitingMs;
  }

  async #read(session: Session, group: string): Promise<Loads> {
    const known = this.#loads.get(group);
    if (known && performance.now() - known.readMs < freshMs) return known.loads;
    const { loads, reservations } = this.records;
    const read = { byWorker: await loads.load(session, [group]), kept: await reservations.kept(session) };
    this.#loads.set(group, { loads: read, readMs: performance.now() });
    return read;
  }
}

/** Runs of this weight that find room, those that wait at the worker for its next free slot included. */
function roomIn(candidate: Candidate, weight: number): number {
  let runs = 0;
  let { taken, onTheWay } = candidate;
  while (roomFor({ ...candidate, taken, onTheWay }, weight) !== 'none') {
    runs += 1;
    taken += weight;
    onTheWay += weight;
  }
  return runs;
}
