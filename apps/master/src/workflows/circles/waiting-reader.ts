import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { readWaitsFor, waitsFor } from '../../dispatching/parking/waits-for.js';
import { ParkedRunStore } from '../../persistence/stores/parked-run.store.js';
import {
  WorkflowWaitStore,
  type WorkflowHold,
  type WorkflowLimit,
} from '../../persistence/stores/workflow-wait.store.js';
import { WaitingWorkflows } from './waiting-workflows.js';

/** Reads which workflow runs wait for each other. Without locks: what is found may be over. */
@Injectable()
export class WaitingReader {
  constructor(
    private readonly parked: ParkedRunStore,
    private readonly waits: WorkflowWaitStore,
  ) {}

  /** @param rootId one that is looked at whatever it waits for, with all inside of it. */
  async read(session: Session, rootId?: string): Promise<WaitingWorkflows> {
    const limits = await this.#awaitedLimits(session);
    const limitIds = [...limits.values()].map(({ id }) => id);
    const holds = await this.waits.holds(session, limitIds);
    const rootIds = new Set(await this.#waiting(session, holds));
    if (rootId !== undefined) rootIds.add(rootId);
    return new WaitingWorkflows(limits, holds, await this.waits.families(session, [...rootIds]));
  }

  /** By what runs wait for: mostly none is of a workflow. */
  async #awaitedLimits(session: Session): Promise<Map<string, WorkflowLimit>> {
    const awaited = (await this.parked.keys(session)).map(readWaitsFor);
    const ofKind = (wanted: string) =>
      awaited.flatMap(({ kind, subject }) => (kind === wanted ? [subject] : []));
    const limits = await this.waits.limits(session, ofKind('task'), ofKind('pool'));
    return new Map(
      limits.map((limit) => [
        waitsFor.slots({ id: limit.id, kind: limit.pool === null ? 'task' : 'pool' }),
        limit,
      ]),
    );
  }

  /** The outermost of those that have slots and wait, or have somebody inside of them that does: the others give theirs back. */
  async #waiting(session: Session, holds: readonly WorkflowHold[]): Promise<string[]> {
    const rootIds = new Set(holds.flatMap(({ root_id }) => root_id ?? []));
    const inside = await this.waits.withWaiting(session, [...rootIds]);
    return [...inside, ...(await this.waits.waiting(session, [...rootIds]))];
  }
}
