import type { Candidate, TaskDefinition } from '@orrery/domain';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import type { KeptSlots } from '../../persistence/stores/reservation.store.js';

/** Who may use reserved slots: a run that names a reservation, or all of a workflow run. */
export interface Reserver {
  readonly runId?: string;
  readonly workflowRunId?: string;
}

/** The workflow run whose reserved slots the run may use. */
export function reserverOf(run: DispatchRow, { usesReserved }: TaskDefinition): string | undefined {
  return usesReserved && run.workflow_run_id !== null ? run.workflow_run_id : undefined;
}

/** Reserved slots as their owners see them: free for them. What one run of a batch is given, the next ones see. */
export class OwnSlots {
  readonly #given = new Map<string, number>();

  constructor(private readonly kept: readonly KeptSlots[]) {}

  /** The worker as it is for one who has slots reserved there. */
  opened(candidate: Candidate, reserver: Reserver): Candidate {
    const own = this.on(candidate.id, reserver);
    const inUse = this.#mine(candidate.id, reserver).reduce((sum, each) => sum + each.total - each.slots, 0);
    return {
      ...candidate,
      taken: own === 0 ? candidate.taken : takenBeside(candidate) - own,
      reserved: candidate.reserved - own,
      reservedInUse: candidate.reservedInUse - inUse,
    };
  }

  /** How many of the slots reserved on the worker are left for them. */
  on(workerId: string, reserver: Reserver): number {
    const left = this.#mine(workerId, reserver).reduce((sum, { slots }) => sum + slots, 0);
    return Math.max(0, left - (this.#given.get(keyOf(workerId, reserver)) ?? 0));
  }

  /** Gives a run what is left for it on the worker, up to its weight; returns how many slots these are. */
  give(workerId: string, reserver: Reserver, weight: number): number {
    const slots = Math.min(weight, this.on(workerId, reserver));
    const key = keyOf(workerId, reserver);
    this.#given.set(key, (this.#given.get(key) ?? 0) + slots);
    return slots;
  }

  #mine(workerId: string, reserver: Reserver): KeptSlots[] {
    return this.kept.filter((each) => each.workerId === workerId && isFor(each, reserver));
  }
}

/** What was sent ahead waits at the worker for slots that are not reserved: it takes none of those. */
function takenBeside({ slots, taken, reserved, onTheWay }: Candidate): number {
  const running = taken - reserved - onTheWay;
  return running + Math.min(onTheWay, Math.max(0, slots - reserved - running)) + reserved;
}

function isFor({ runId, workflow }: KeptSlots, reserver: Reserver): boolean {
  if (runId !== null) return runId === reserver.runId;
  return workflow !== undefined && workflow.runId === reserver.workflowRunId;
}

function keyOf(workerId: string, { runId, workflowRunId }: Reserver): string {
  return `${workerId} ${workflowRunId ?? runId ?? ''}`;
}
