import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import {
  AlarmRuleListQuery,
  accept,
  type AlarmRuleDto,
  type CallReply,
  type CallRequest,
} from '@orrery/contracts';
import { pageRequest } from '../paging/page-request.js';
import { pageOfRows } from '../paging/page-of.js';
import { Storage } from '../storage/storage.js';
import { RuleChecker } from './rule-checker.js';
import { ruleDto } from './rule-dto.js';
import { RuleService } from './rule.service.js';

/** Answers the `alarmRule.*` calls. */
@Controller()
export class RuleController {
  constructor(
    private readonly rules: RuleService,
    private readonly checker: RuleChecker,
    private readonly storage: Storage,
  ) {}

  @MessagePattern('alarmRule.create')
  async create(@Payload() { body, actor }: CallRequest<'alarmRule.create'>): Promise<AlarmRuleDto> {
    return ruleDto(await this.rules.create(await this.checker.check(body), actor));
  }

  @MessagePattern('alarmRule.get')
  async get(@Payload() { id }: CallRequest<'alarmRule.get'>): Promise<AlarmRuleDto> {
    return ruleDto(await this.rules.get(id));
  }

  @MessagePattern('alarmRule.list')
  async list(@Payload() request: CallRequest<'alarmRule.list'>): Promise<CallReply<'alarmRule.list'>> {
    const query = accept(AlarmRuleListQuery, request.query);
    const page = pageRequest(query);
    const filter = { project: query.project, projects: request.projects };
    const rows = await this.storage.run(({ rules }) => rules.list(filter, page));
    return pageOfRows(rows, page.limit, (rule) => ({ at: rule.createdAt, id: rule.id }), ruleDto);
  }

  @MessagePattern('alarmRule.replace')
  async replace(@Payload() request: CallRequest<'alarmRule.replace'>): Promise<AlarmRuleDto> {
    const { id, body, actor, ifVersion } = request;
    return ruleDto(await this.rules.replace(id, await this.checker.check(body), actor, ifVersion));
  }

  @MessagePattern('alarmRule.delete')
  async delete(@Payload() request: CallRequest<'alarmRule.delete'>): Promise<{ deleted: true }> {
    await this.rules.remove(request.id, request.actor, request.ifVersion);
    return { deleted: true };
  }
}
