import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { WorkerReservations } from './worker-reservations.js';

/** Answers what is asked about slots reserved on workers. */
@Controller()
export class ReservationController {
  constructor(private readonly reservations: WorkerReservations) {}

  @MessagePattern('worker.reserve')
  reserve(
    @Payload() { id, body, actor }: CallRequest<'worker.reserve'>,
  ): Promise<CallReply<'worker.reserve'>> {
    return this.reservations.reserve(id, body, actor);
  }

  @MessagePattern('worker.reservations')
  async list(
    @Payload() { id }: CallRequest<'worker.reservations'>,
  ): Promise<CallReply<'worker.reservations'>> {
    return { items: await this.reservations.list(id) };
  }

  @MessagePattern('worker.release')
  async release(
    @Payload() { reservationId }: CallRequest<'worker.release'>,
  ): Promise<CallReply<'worker.release'>> {
    await this.reservations.release(reservationId);
    return { deleted: true };
  }
}
