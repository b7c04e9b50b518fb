import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { AlarmListQuery, accept, type AlarmDto, type CallReply, type CallRequest } from '@orrery/contracts';
import { pageRequest } from '../paging/page-request.js';
import { AlarmService } from './alarm.service.js';

/** Answers the `alarm.*` calls. */
@Controller()
export class AlarmController {
  constructor(private readonly alarms: AlarmService) {}

  @MessagePattern('alarm.get')
  async get(@Payload() { id }: CallRequest<'alarm.get'>): Promise<AlarmDto> {
    return this.alarms.get(id);
  }

  @MessagePattern('alarm.list')
  async list(@Payload() request: CallRequest<'alarm.list'>): Promise<CallReply<'alarm.list'>> {
    const { project, state, level, runId, ...page } = accept(AlarmListQuery, request.query);
    const filter = { project, state, level, runId, projects: request.projects };
    return this.alarms.list(filter, pageRequest(page));
  }

  @MessagePattern('alarm.acknowledge')
  async acknowledge(@Payload() { id, actor }: CallRequest<'alarm.acknowledge'>): Promise<AlarmDto> {
    return this.alarms.acknowledge(id, actor);
  }

  @MessagePattern('alarm.resolve')
  async resolve(@Payload() { id, actor }: CallRequest<'alarm.resolve'>): Promise<AlarmDto> {
    return this.alarms.resolve(id, actor);
  }
}
