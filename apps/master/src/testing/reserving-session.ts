import type { PushMessage, WaitCauseDto, WorkerReservationDto } from '@orrery/contracts';
import { expect, vi } from 'vitest';
import type { UsedMasters } from './use-masters.js';
import { WorkflowSession } from './workflow-session.js';

const waiting = { timeout: 20_000, interval: 30 };

/** What a workflow says to reserve slots of one group. */
export function reserve(group: string, slots: number, over: object = {}): object {
  return { reserve: [{ group, slots, ...over }] };
}

/** A session for workflows that reserve slots of its worker. */
export class ReservingSession {
  private constructor(
    readonly flows: WorkflowSession,
    private readonly masters: UsedMasters,
  ) {}

  /** @param slots of the worker. */
  static async start(masters: UsedMasters, slots: number): Promise<ReservingSession> {
    const session = new ReservingSession(await WorkflowSession.start(masters), masters);
    await session.#resize(slots);
    await session.flows.worker.isKnown();
    return session;
  }

  get group(): string {
    return this.flows.client.group;
  }

  async #resize(slots: number): Promise<void> {
    const { worker } = this.flows;
    worker.slots = slots;
    await worker.beat();
    await vi.waitFor(async () => {
      const [row] = await this.masters.database.run((session) =>
        session.select<{ slots: number }>('SELECT slots FROM worker WHERE id = ?', [worker.id]),
      );
      if (row?.slots !== slots) throw new Error(`the worker has ${row?.slots} slot(s) yet`);
    }, waiting);
  }

  async reservations(workerId = this.flows.worker.id): Promise<readonly WorkerReservationDto[]> {
    return (await this.flows.client.calls.call('worker.reservations', { id: workerId })).items;
  }

  pushOf(runId: string): PushMessage | undefined {
    return this.flows.worker.pushed.find(({ dispatch }) => dispatch.runId === runId);
  }

  async firstCause(runId: string): Promise<WaitCauseDto> {
    return (await this.flows.client.calls.call('run.why', { id: runId })).causes[0]!;
  }

  /** Waits until this is the first reason why a run waits. @param cause its message in part, or some of its fields. */
  async waitsFor(runId: string, cause: string | Partial<WaitCauseDto>): Promise<void> {
    const wanted = typeof cause === 'string' ? { message: expect.stringContaining(cause) as string } : cause;
    await vi.waitFor(async () => expect(await this.firstCause(runId)).toMatchObject(wanted), waiting);
  }

  /** How the run of a node came to the worker. */
  async nodePush(id: string, nodeId: string): Promise<PushMessage> {
    const { runId } = await this.flows.reachNode(id, nodeId, 'running');
    return vi.waitFor(() => {
      const push = this.pushOf(runId!);
      if (!push) throw new Error(`node ${nodeId} was not pushed`);
      return push;
    }, waiting);
  }
}
