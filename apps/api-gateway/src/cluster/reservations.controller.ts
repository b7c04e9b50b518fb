import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CreateReservationDto, WorkerReservationDto, WorkerReservationsDto } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor } from '../access/parameters.js';
import { everywhere, RequirePermission, somewhere } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { Endpoint } from '../openapi/endpoint.js';

/** Slots of a worker that are kept free for a while. */
@ApiTags('workers')
@Controller('workers')
export class ReservationsController {
  constructor(private readonly client: ServiceClient) {}

  @Get(':id/reservations')
  @RequirePermission('worker:read', somewhere)
  @Endpoint({
    id: 'listReservations',
    summary: 'List the slots reserved on a worker',
    answer: WorkerReservationsDto,
    problems: [401, 403, 404, 503],
  })
  async list(@Param('id', IdPipe) id: string): Promise<WorkerReservationsDto> {
    const { items } = await this.client.call('worker.reservations', { id });
    return { items: [...items] };
  }

  @Post(':id/reservations')
  @RequirePermission('worker:operate', everywhere)
  @Endpoint({
    id: 'reserveSlots',
    summary: 'Keep slots of a worker free for a while',
    description:
      'Runs that do not name the reservation (`reservationId`) leave the slots alone. Not used by its end, it is over.',
    status: 201,
    answer: WorkerReservationDto,
    problems: [401, 403, 404, 409, 422, 503],
    body: { type: CreateReservationDto, example: { slots: 1, forMs: 60_000, purpose: 'nightly close' } },
  })
  reserve(
    @Param('id', IdPipe) id: string,
    @Body() body: CreateReservationDto,
    @Actor() actor: string,
  ): Promise<WorkerReservationDto> {
    return this.client.call('worker.reserve', { id, body, actor });
  }

  @Delete(':id/reservations/:reservationId')
  @RequirePermission('worker:operate', everywhere)
  @Endpoint({
    id: 'releaseReservation',
    summary: 'End a reservation before its time',
    status: 204,
    problems: [401, 403, 404, 503],
  })
  async release(
    @Param('id', IdPipe) id: string,
    @Param('reservationId', IdPipe) reservationId: string,
    @Actor() actor: string,
  ): Promise<void> {
    await this.client.call('worker.release', { id, reservationId, actor });
  }
}
