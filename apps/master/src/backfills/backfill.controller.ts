import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { accept, CreateBackfillDto, type CallReply, type CallRequest } from '@orrery/contracts';
import { BackfillControl } from './backfill-control.js';
import { BackfillWake } from './backfill-wake.js';
import { BackfillService } from './backfill.service.js';

/** Answers `backfill.*`. */
@Controller()
export class BackfillController {
  constructor(
    private readonly backfills: BackfillService,
    private readonly control: BackfillControl,
    private readonly wake: BackfillWake,
  ) {}

  @MessagePattern('backfill.create')
  async create(
    @Payload() { body, actor }: CallRequest<'backfill.create'>,
  ): Promise<CallReply<'backfill.create'>> {
    const made = await this.backfills.create(accept(CreateBackfillDto, body), actor);
    this.wake.wake();
    return made;
  }

  @MessagePattern('backfill.foretell')
  foretell(@Payload() { body }: CallRequest<'backfill.foretell'>): Promise<CallReply<'backfill.foretell'>> {
    return this.backfills.foretell(accept(CreateBackfillDto, body));
  }

  @MessagePattern('backfill.get')
  get(@Payload() { id }: CallRequest<'backfill.get'>): Promise<CallReply<'backfill.get'>> {
    return this.backfills.get(id);
  }

  @MessagePattern('backfill.list')
  list(@Payload() { query, projects }: CallRequest<'backfill.list'>): Promise<CallReply<'backfill.list'>> {
    return this.backfills.list(query, projects);
  }

  @MessagePattern('backfill.runs')
  runs(@Payload() { id, query }: CallRequest<'backfill.runs'>): Promise<CallReply<'backfill.runs'>> {
    return this.backfills.runsOf(id, query);
  }

  @MessagePattern('backfill.pause')
  pause(@Payload() { id }: CallRequest<'backfill.pause'>): Promise<CallReply<'backfill.pause'>> {
    return this.control.pause(id);
  }

  @MessagePattern('backfill.resume')
  resume(@Payload() { id }: CallRequest<'backfill.resume'>): Promise<CallReply<'backfill.resume'>> {
    return this.control.resume(id);
  }

  @MessagePattern('backfill.cancel')
  cancel(@Payload() { id }: CallRequest<'backfill.cancel'>): Promise<CallReply<'backfill.cancel'>> {
    return this.control.cancel(id);
  }
}
