import { Injectable } from '@nestjs/common';
import type { IntakeMessage, IntakeReservation } from '@orrery/contracts';
import { Clock } from '@orrery/domain';
import { MessageSender } from '@orrery/messaging';
import { Database } from '@orrery/persistence';
import { ReservationStore, type KeptSlots } from '../../persistence/stores/reservation.store.js';
import type { TakingWorker } from './taking-worker.js';
import { lifeOf, WorkerView } from './worker-view.js';

/**
 * Tells workers how much they may pull: nothing while their breaker is open, more and more while they start slowly, and
 * never the slots that are reserved. Told again in each round for as long as it holds: messages get lost, workers restart.
 */
@Injectable()
export class IntakeOrders {
  /** The lives this master has told of something, and whether that was to hold back. */
  #told = new Map<string, boolean>();

  constructor(
    private readonly database: Database,
    private readonly reservations: ReservationStore,
    private readonly view: WorkerView,
    private readonly sender: MessageSender,
    private readonly clock: Clock,
  ) {}

  async runOnce(): Promise<{ told: number }> {
    const kept = await this.database.run((session) => this.reservations.kept(session));
    const now = this.clock.now();
    const told = new Map<string, boolean>();
    const messages: { payload: IntakeMessage; address: string }[] = [];
    for (const worker of this.view.all()) {
      const payload = this.#orderFor(worker, kept, now);
      const life = lifeOf(worker);
      told.set(life, holdsBack(payload));
      // A worker that starts waits for a first word; that nothing holds it back any more is told once.
      if (holdsBack(payload) || this.#told.get(life) !== false)
        messages.push({ payload, address: worker.id });
    }
    await this.#send(messages);
    this.#told = told;
    return { told: messages.length };
  }

  #orderFor(worker: TakingWorker, kept: readonly KeptSlots[], now: Date): IntakeMessage {
    const { until, state } = worker.breaker;
    const upForMs = Math.round(this.view.upForMs(worker));
    const reserved = kept.filter(({ workerId }) => workerId === worker.id);
    return {
      v: 1,
      restForMs: state === 'open' && until !== null ? Math.max(0, until.getTime() - now.getTime()) : 0,
      rampMs: upForMs < worker.rampMs ? worker.rampMs : 0,
      rampedForMs: upForMs,
      reserved: reserved.map(toOrder),
    };
  }

  /** What did not arrive is told in the next round. */
  async #send(messages: readonly { payload: IntakeMessage; address: string }[]): Promise<void> {
    if (messages.length > 0) await this.sender.sendAll('worker.intake', messages);
  }
}

/** Of a workflow run's slots the worker is told all: it knows which of its runs use them, and to the moment. */
function toOrder({ total, forMs, workflow }: KeptSlots): IntakeReservation {
  return { slots: total, forMs, ...(workflow && { workflowRunId: workflow.runId }) };
}

function holdsBack({ restForMs, rampMs, reserved }: IntakeMessage): boolean {
  return restForMs > 0 || rampMs > 0 || reserved.length > 0;
}
