import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import {
  CreateScheduleDto,
  accept,
  PreviewFiresDto,
  ReplaceScheduleDto,
  type CallReply,
  type CallRequest,
} from '@orrery/contracts';
import { FireLedger } from '../planning/fire-ledger.js';
import { ScheduleService } from './schedule.service.js';

/** Answers `schedule.*`. */
@Controller()
export class ScheduleController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly ledger: FireLedger,
  ) {}

  @MessagePattern('schedule.create')
  create(@Payload() { body }: CallRequest<'schedule.create'>): Promise<CallReply<'schedule.create'>> {
    return this.schedules.create(accept(CreateScheduleDto, body));
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
    return this.schedules.replace(request.id, accept(ReplaceScheduleDto, request.body), request.ifVersion);
  }

  @MessagePattern('schedule.pause')
  pause(@Payload() { id }: CallRequest<'schedule.pause'>): Promise<CallReply<'schedule.pause'>> {
    return this.schedules.pause(id);
  }

  @MessagePattern('schedule.resume')
  resume(@Payload() { id }: CallRequest<'schedule.resume'>): Promise<CallReply<'schedule.resume'>> {
    return this.schedules.resume(id);
  }

  @MessagePattern('schedule.delete')
  async delete(
    @Payload() { id, ifVersion }: CallRequest<'schedule.delete'>,
  ): Promise<CallReply<'schedule.delete'>> {
    await this.schedules.delete(id, ifVersion);
    return { deleted: true };
  }

  @MessagePattern('schedule.fires')
  fires(@Payload() { id, query }: CallRequest<'schedule.fires'>): Promise<CallReply<'schedule.fires'>> {
    return this.ledger.fires(id, query);
  }

  @MessagePattern('schedule.preview')
  preview(@Payload() { body }: CallRequest<'schedule.preview'>): CallReply<'schedule.preview'> {
    return this.ledger.preview(accept(PreviewFiresDto, body));
  }
}
