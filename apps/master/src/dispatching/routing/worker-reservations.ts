import { Injectable } from '@nestjs/common';
import type { CreateReservationDto, WorkerReservationDto } from '@orrery/contracts';
import { ConflictError, InvalidError, NotFoundError } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { ReservationStore } from '../../persistence/stores/reservation.store.js';
import { WorkerStore } from '../../persistence/stores/worker.store.js';
import { IntakeOrders } from './intake-orders.js';

/** The run that wants to use a reservation. */
export interface ReservationUse {
  readonly runId: string;
  readonly weight: number;
  readonly group: string;
  /** The request is repeated: then it is used, by the run it made the first time. */
  readonly mayBeUsed: boolean;
}

/** Slots that somebody wants kept free on a worker until they are used or their time is over. */
@Injectable()
export class WorkerReservations {
  constructor(
    private readonly database: Database,
    private readonly reservations: ReservationStore,
    private readonly workers: WorkerStore,
    private readonly orders: IntakeOrders,
  ) {}

  /** @throws ConflictError when the worker has not so many slots left to reserve. */
  async reserve(workerId: string, body: CreateReservationDto, actor: string): Promise<WorkerReservationDto> {
    const { slots, purpose, forMs } = body;
    const id = newId();
    const made = await this.database.transaction(async (session) => {
      const worker = await this.workers.lockSlots(session, workerId);
      if (worker === undefined) throw NotFoundError.of('worker', workerId);
      const kept = (await this.reservations.kept(session)).filter((each) => each.workerId === workerId);
      const free = worker - kept.reduce((sum, each) => sum + each.slots, 0);
      if (slots > free) throw new ConflictError(tooMany(workerId, slots, worker, free));
      await this.reservations.prune(session);
      await this.reservations.insert(session, { id, workerId, slots, purpose, forMs, createdBy: actor });
      return this.reservations.find(session, id);
    });
    await this.#tell();
    return made!;
  }

  async list(workerId: string): Promise<WorkerReservationDto[]> {
    return this.database.run(async (session) => {
      if (!(await this.workers.find(session, workerId))) throw NotFoundError.of('worker', workerId);
      return this.reservations.ofWorker(session, workerId);
    });
  }

  /** Ends a reservation before its time. */
  async release(id: string): Promise<void> {
    const found = await this.database.run((session) => this.reservations.delete(session, id));
    if (!found) throw NotFoundError.of('reservation', id);
    await this.#tell();
  }

  /**
   * Gives a reservation to a run that is about to be made; returns the worker it goes to.
   * @throws InvalidError when it is over, taken, too small, or on a worker of another group.
   */
  async use(id: string, use: ReservationUse): Promise<string> {
    return this.database.transaction(async (session) => {
      const reservation = await this.reservations.find(session, id);
      if (!reservation) throw wrong('does not exist, or is over');
      const { workerId, slots } = reservation;
      if (use.weight > slots) throw wrong(`has ${slots} slot(s), and a run of this task takes ${use.weight}`);
      const worker = await this.workers.find(session, workerId);
      if (worker?.group !== use.group)
        throw wrong(`is on worker ${workerId}, which is not of group ${use.group}`);
      if (!(await this.reservations.use(session, id, use.runId)) && !use.mayBeUsed)
        throw wrong('is used by another run');
      return workerId;
    });
  }

  /** Should it fail, the next round tells. */
  async #tell(): Promise<void> {
    await this.orders.runOnce().catch(() => undefined);
  }
}

function wrong(detail: string): InvalidError {
  return InvalidError.field('/reservationId', detail);
}

function tooMany(workerId: string, slots: number, total: number, free: number): string {
  return `Worker "${workerId}" has ${total} slot(s), of which ${free} can be reserved; ${slots} are too many.`;
}
