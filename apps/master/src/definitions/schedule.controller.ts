import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import {
  CreateScheduleDto,
  accept,
  ReplaceScheduleDto,
  type CallReply,
  type CallRequest,
} from '@orrery/contracts';
import { FireLedger } from '../ledger/fire-ledger.js';
import { ScheduleWhy } from '../planning/why/schedule-why.js';
import { ScheduleService } from './schedule.service.js';

/** Answers `schedule.*`. */
@Controller()
export class ScheduleController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly ledger: FireLedger,
    private readonly whyNot: ScheduleWhy,
  ) {}

  @MessagePattern('schedule.create')
  create(@Payload() { body, actor }: CallRequest<'schedule.create'>): Promise<CallReply<'schedule.create'>> {
    return this.schedules.create(accept(CreateScheduleDto, body), actor);
  }

  @MessagePattern('schedule.get')
  get(@Payload() { id }: CallRequest<'schedule.get'>): Promise<CallReply<'schedule.get'>> {
    return this.schedules.get(id);
  }

  @MessagePattern('schedule.list')
  list(@Payload() { query, projects }: CallRequest<'schedule.list'>): Promise<CallReply<'schedule.list'>> {
    return this.schedules.list(query, projects);
  }

  @MessagePattern('schedule.replace')
  replace(@Payload() request: CallRequest<'schedule.replace'>): Promise<CallReply<'schedule.replace'>> {
    const { id, body, actor, ifVersion } = request;
    return this.schedules.replace(id, accept(ReplaceScheduleDto, body), { actor, ifVersion });
  }

  @MessagePattern('schedule.pause')
  pause(@Payload() { id, actor }: CallRequest<'schedule.pause'>): Promise<CallReply<'schedule.pause'>> {
    return this.schedules.pause(id, { actor });
  }

  @MessagePattern('schedule.resume')
  resume(@Payload() { id, actor }: CallRequest<'schedule.resume'>): Promise<CallReply<'schedule.resume'>> {
    return this.schedules.resume(id, { actor });
  }

  @MessagePattern('schedule.delete')
  async delete(
    @Payload() { id, actor, ifVersion }: CallRequest<'schedule.delete'>,
  ): Promise<CallReply<'schedule.delete'>> {
    await this.schedules.delete(id, { actor, ifVersion });
    return { deleted: true };
  }

  @MessagePattern('schedule.fires')
  fires(@Payload() { id, query }: CallRequest<'schedule.fires'>): Promise<CallReply<'schedule.fires'>> {
    return this.ledger.fires(id, query);
  }

  @MessagePattern('schedule.versions')
  versions(
    @Payload() { id, query }: CallRequest<'schedule.versions'>,
  ): Promise<CallReply<'schedule.versions'>> {
    return this.schedules.versionsOf(id, query);
  }

  @MessagePattern('schedule.why')
  why(@Payload() { id }: CallRequest<'schedule.why'>): Promise<CallReply<'schedule.why'>> {
    return this.whyNot.ofSchedule(id);
  }
}
