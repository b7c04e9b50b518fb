import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import {
  accept,
  ChangeSettingDto,
  RollBackSettingDto,
  type CallReply,
  type CallRequest,
} from '@orrery/contracts';
import { SettingService } from './setting.service.js';

/** Answers `setting.*`. */
@Controller()
export class SettingController {
  constructor(private readonly settings: SettingService) {}

  @MessagePattern('setting.list')
  list(): Promise<CallReply<'setting.list'>> {
    return this.settings.list();
  }

  @MessagePattern('setting.get')
  get(@Payload() { name }: CallRequest<'setting.get'>): Promise<CallReply<'setting.get'>> {
    return this.settings.get(name);
  }

  @MessagePattern('setting.change')
  change(@Payload() request: CallRequest<'setting.change'>): Promise<CallReply<'setting.change'>> {
    const { name, body, actor, ifVersion } = request;
    return this.settings.change(name, accept(ChangeSettingDto, body), actor, ifVersion);
  }

  @MessagePattern('setting.rollBack')
  rollBack(@Payload() request: CallRequest<'setting.rollBack'>): Promise<CallReply<'setting.rollBack'>> {
    const { name, body, actor, ifVersion } = request;
    return this.settings.rollBack(name, accept(RollBackSettingDto, body), actor, ifVersion);
  }

  @MessagePattern('setting.versions')
  versions(
    @Payload() { name, query }: CallRequest<'setting.versions'>,
  ): Promise<CallReply<'setting.versions'>> {
    return this.settings.versions(name, query);
  }
}
