import {
  chooseWorker,
  noMemory,
  remember,
  roomFor,
  type Candidate,
  type Choice,
  type RoutingMemory,
  type RoutingPolicy,
  type TaskDefinition,
} from '@orrery/domain';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import { fittingWorkers, whyNone, type Fitting, type Loads } from './fitting-workers.js';
import { OwnSlots, reserverOf, type Reserver } from './own-slots.js';
import type { WorkerView } from './worker-view.js';

/** These take turns or count: the same for all masters, so in the database. */
const remembering: readonly RoutingPolicy[] = ['ROUND_ROBIN', 'LEAST_FREQUENTLY_USED', 'LEAST_RECENTLY_USED'];

export function remembers(definition: TaskDefinition): boolean {
  return remembering.includes(definition.routing.policy);
}

/** What a batch is decided by: one picture for all its runs, to which each choice adds its part. */
export interface BatchSight {
  readonly view: WorkerView;
  readonly loads: Loads;
  readonly memories: ReadonlyMap<string, RoutingMemory>;
  readonly now: Date;
}

/** Where a run goes, and whether slots are reserved for it there. */
export type BatchChoice =
  | (Extract<Choice, { kind: 'worker' }> & { readonly usesReserved: boolean })
  | Extract<Choice, { kind: 'wait' }>;

/** Chooses workers for runs that are routed together: what one run is given, the next ones see. */
export class RoutingBatch {
  readonly #sight: BatchSight;
  readonly #fitting = new Map<string, Fitting>();
  /** Slots by worker, those that were reserved for the runs included. */
  readonly #given = new Map<string, number>();
  /** Of these, the reserved ones. */
  readonly #givenReserved = new Map<string, number>();
  readonly #own: OwnSlots;
  readonly #changed = new Map<string, RoutingMemory>();

  constructor(sight: BatchSight) {
    this.#sight = sight;
    this.#own = new OwnSlots(sight.loads.kept);
  }

  /** Memories that choices have changed. */
  get changed(): ReadonlyMap<string, RoutingMemory> {
    return this.#changed;
  }

  /** @param target the one worker it may go to. */
  choose(run: DispatchRow, definition: TaskDefinition, target?: string): BatchChoice {
    const reserver = { runId: run.id, workflowRunId: reserverOf(run, definition) };
    const fitting = this.#fit(run, definition);
    const all = fitting.candidates
      .filter(({ id }) => target === undefined || id === target)
      .map((candidate) => this.#own.opened(this.#now(candidate), reserver));
    if (all.length === 0) return this.#nobody(fitting, definition, target);
    const choice = this.#chooseAmong(this.#preferred(all, run, reserver), run, definition, target);
    if (choice.kind === 'wait') return target === undefined ? choice : { ...choice, on: target };
    return { ...choice, usesReserved: this.#take(run, choice.id, reserver, remembers(definition)) };
  }

  /** Where it has slots of its own, if there are enough of them. */
  #preferred(all: readonly Candidate[], { weight }: DispatchRow, reserver: Reserver): readonly Candidate[] {
    const own = all.filter(
      (each) => this.#own.on(each.id, reserver) >= weight && roomFor(each, weight) === 'free',
    );
    return own.length > 0 ? own : all;
  }

  #chooseAmong(
    candidates: readonly Candidate[],
    run: DispatchRow,
    definition: TaskDefinition,
    target: string | undefined,
  ): Choice {
    return chooseWorker(target === undefined ? definition.routing.policy : 'BROADCAST', candidates, {
      weight: run.weight,
      key: keyOf(run, definition),
      memory: this.#memory(run.task_id),
      random: Math.random,
    });
  }

  #fit(run: DispatchRow, definition: TaskDefinition): Fitting {
    const key = `${run.task_id}@${run.task_version} ${run.overrides ?? ''}`;
    const known = this.#fitting.get(key);
    if (known) return known;
    const { view, loads, now } = this.#sight;
    const fitting = fittingWorkers(view, definition, loads, now);
    this.#fitting.set(key, fitting);
    return fitting;
  }

  #nobody(fitting: Fitting, { group }: TaskDefinition, target: string | undefined): BatchChoice {
    if (target === undefined) return { kind: 'wait', reason: whyNone(fitting, group) };
    return { kind: 'wait', reason: `it is for worker ${target}, which takes no such work now`, on: target };
  }

  #now(candidate: Candidate): Candidate {
    const given = this.#given.get(candidate.id) ?? 0;
    if (given === 0) return candidate;
    const reserved = this.#givenReserved.get(candidate.id) ?? 0;
    return {
      ...candidate,
      taken: candidate.taken + given - reserved,
      reserved: candidate.reserved - reserved,
      reservedInUse: candidate.reservedInUse + reserved,
      onTheWay: candidate.onTheWay + given,
    };
  }

  #memory(taskId: string): RoutingMemory {
    return this.#changed.get(taskId) ?? this.#sight.memories.get(taskId) ?? noMemory;
  }

  /** Whether slots that are reserved for it are among those it takes. */
  #take(run: DispatchRow, workerId: string, reserver: Reserver, isRemembered: boolean): boolean {
    const reserved = this.#own.give(workerId, reserver, run.weight);
    add(this.#given, workerId, run.weight);
    add(this.#givenReserved, workerId, reserved);
    if (isRemembered) {
      const known = this.#sight.view.ofGroup(run.group_name).map(({ id }) => id);
      this.#changed.set(run.task_id, remember(this.#memory(run.task_id), workerId, known));
    }
    return reserved > 0;
  }
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** CONSISTENT_HASH: the value of the parameter; without one, the task, so that all its runs go to one worker. */
function keyOf(run: DispatchRow, { routing }: TaskDefinition): string {
  if (routing.policy !== 'CONSISTENT_HASH' || routing.hashParam === undefined) return run.task_id;
  const value = (JSON.parse(run.params) as Record<string, unknown>)[routing.hashParam];
  if (value === undefined) return run.task_id;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
