import { circularWaits, wayAround, type Wait } from '@orrery/domain';
import type {
  OpenWorkflowRun,
  WorkflowHold,
  WorkflowLimit,
} from '../../persistence/stores/workflow-wait.store.js';

/** How one workflow run is called where it is told of. */
export type NameOf = (run: OpenWorkflowRun) => string;

/** Workflow runs of which some wait for slots that others of them have, as they were at one moment. */
export class WaitingWorkflows {
  readonly circles: readonly (readonly string[])[];
  readonly #waits: readonly Wait[];
  readonly #runs: ReadonlyMap<string, OpenWorkflowRun>;
  readonly #limits: ReadonlyMap<string, WorkflowLimit>;

  /** @param limits by what runs that wait for their slots are parked under. */
  constructor(
    limits: ReadonlyMap<string, WorkflowLimit>,
    holds: readonly WorkflowHold[],
    runs: readonly OpenWorkflowRun[],
  ) {
    this.#limits = limits;
    this.#runs = new Map(runs.map((run) => [run.id, run]));
    this.#waits = waitsOf(limits, holds, [...this.#runs.values()]);
    this.circles = circularWaits(this.#waits);
  }

  /** Of a circle, the run that was made last among those that have not begun and are inside of others: these go on without it. */
  youngest(circle: readonly string[]): string {
    const waiting = circle.filter((id) => {
      const { parent_id, waits_for } = this.#runs.get(id)!;
      return parent_id !== null && waits_for !== null;
    });
    // Ids sort by time.
    return waiting.sort().at(-1)!;
  }

  /** The circle that this run is a part of. */
  circleOf(runId: string): readonly string[] | undefined {
    return this.circles.find((circle) => circle.includes(runId));
  }

  /** Who waits for whom, in words, from a run of a circle once around. */
  tell(circle: readonly string[], startId: string, nameOf: NameOf = named): string {
    const way = wayAround(this.#waits, circle, startId).map((id) => this.#runs.get(id)!);
    const steps = way.map(
      (run, at) =>
        `${nameOf(run)} waits for ${this.#what(run)} ${nameOf(way[(at + 1) % way.length]!)}${this.#limitOf(run) ? ' has' : ''}`,
    );
    return steps.join('; ');
  }

  /** Runs of subworkflows of a run that have not ended. */
  inside(runId: string): readonly OpenWorkflowRun[] {
    return [...this.#runs.values()].filter(({ parent_id }) => parent_id === runId);
  }

  #what(run: OpenWorkflowRun): string {
    const limit = this.#limitOf(run);
    if (!limit) return 'its node';
    return limit.pool === null ? `maxConcurrent ${limit.slots}, which` : `pool "${limit.pool}", which`;
  }

  #limitOf({ waits_for }: OpenWorkflowRun): WorkflowLimit | undefined {
    return this.#limits.get(waits_for ?? '');
  }
}

function named({ id, name }: OpenWorkflowRun): string {
  return `run ${id} of "${name}"`;
}

/**
 * One that has begun waits for all inside of it; one that has not, for any of those that have the slots it wants. Who has a
 * deadline waits for nobody: it ends by then.
 */
function waitsOf(
  limits: ReadonlyMap<string, WorkflowLimit>,
  holds: readonly WorkflowHold[],
  runs: readonly OpenWorkflowRun[],
): Wait[] {
  const inside = grouped(runs, ({ parent_id }) => parent_id ?? '');
  const holders = grouped(holds, ({ limit_id }) => limit_id);
  return runs.flatMap(({ id, waits_for, state, has_deadline }): Wait[] => {
    if (has_deadline) return [];
    if (state === 'running') return [{ id, until: 'all', on: (inside.get(id) ?? []).map((run) => run.id) }];
    const limit = limits.get(waits_for ?? '');
    const those = holders.get(limit?.id ?? '') ?? [];
    const taken = those.reduce((sum, { slots }) => sum + Number(slots), 0);
    // With a slot free, or any number of them, it is about to be woken.
    if (!limit || limit.slots === 0 || taken < limit.slots) return [];
    return [{ id, until: 'any', on: those.map(({ run_id }) => run_id) }];
  });
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known) known.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
