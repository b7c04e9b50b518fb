import {
  chooseWorker,
  noMemory,
  remember,
  type Candidate,
  type Choice,
  type RoutingMemory,
  type RoutingPolicy,
  type TaskDefinition,
} from '@orrery/domain';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import { fittingWorkers, whyNone, type Fitting, type Loads } from './fitting-workers.js';
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

/** Chooses workers for runs that are routed together: what one run is given, the next ones see. */
export class RoutingBatch {
  readonly #sight: BatchSight;
  readonly #fitting = new Map<string, Fitting>();
  readonly #given = new Map<string, number>();
  readonly #changed = new Map<string, RoutingMemory>();

  constructor(sight: BatchSight) {
    this.#sight = sight;
  }

  /** Memories that choices have changed. */
  get changed(): ReadonlyMap<string, RoutingMemory> {
    return this.#changed;
  }

  /** @param target the one worker it may go to. */
  choose(run: DispatchRow, definition: TaskDefinition, target?: string): Choice {
    const fitting = this.#fit(run, definition);
    const all = fitting.candidates.map((candidate) => this.#now(candidate));
    const candidates =
      target === undefined
        ? all
        : all.filter(({ id }) => id === target).map((each) => this.#opened(each, run));
    if (candidates.length === 0) return this.#nobody(fitting, definition, target);
    const policy = target === undefined ? definition.routing.policy : 'BROADCAST';
    const choice = chooseWorker(policy, candidates, {
      weight: run.weight,
      key: keyOf(run, definition),
      memory: this.#memory(run.task_id),
      random: Math.random,
    });
    if (choice.kind === 'worker') this.#take(run, choice.id, remembers(definition));
    return choice.kind === 'wait' && target !== undefined ? { ...choice, on: target } : choice;
  }

  #fit(run: DispatchRow, definition: TaskDefinition): Fitting {
    const key = `${run.task_id}@${run.task_version}`;
    const known = this.#fitting.get(key);
    if (known) return known;
    const { view, loads, now } = this.#sight;
    const fitting = fittingWorkers(view, definition, loads, now);
    this.#fitting.set(key, fitting);
    return fitting;
  }

  #nobody(fitting: Fitting, { group }: TaskDefinition, target: string | undefined): Choice {
    if (target === undefined) return { kind: 'wait', reason: whyNone(fitting, group) };
    return { kind: 'wait', reason: `it is for worker ${target}, which takes no such work now`, on: target };
  }

  /** What is reserved for this run is free for it. */
  #opened(candidate: Candidate, run: DispatchRow): Candidate {
    const own = this.#sight.loads.kept.find(({ runId }) => runId === run.id)?.slots ?? 0;
    return { ...candidate, taken: candidate.taken - own, reserved: candidate.reserved - own };
  }

  #now(candidate: Candidate): Candidate {
    const given = this.#given.get(candidate.id) ?? 0;
    if (given === 0) return candidate;
    return { ...candidate, taken: candidate.taken + given, onTheWay: candidate.onTheWay + given };
  }

  #memory(taskId: string): RoutingMemory {
    return this.#changed.get(taskId) ?? this.#sight.memories.get(taskId) ?? noMemory;
  }

  #take(run: DispatchRow, workerId: string, isRemembered: boolean): void {
    this.#given.set(workerId, (this.#given.get(workerId) ?? 0) + run.weight);
    if (!isRemembered) return;
    const known = this.#sight.view.ofGroup(run.group_name).map(({ id }) => id);
    this.#changed.set(run.task_id, remember(this.#memory(run.task_id), workerId, known));
  }
}

/** CONSISTENT_HASH: the value of the parameter; without one, the task, so that all its runs go to one worker. */
function keyOf(run: DispatchRow, { routing }: TaskDefinition): string {
  if (routing.policy !== 'CONSISTENT_HASH' || routing.hashParam === undefined) return run.task_id;
  const value = (JSON.parse(run.params) as Record<string, unknown>)[routing.hashParam];
  if (value === undefined) return run.task_id;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
