import type {
  AlarmDto,
  AlarmListQuery,
  AlarmRuleDto,
  AlarmRuleListQuery,
  CreateAlarmRuleDto,
  ReplaceAlarmRuleDto,
} from '../http/alarm.dto.js';
import type { Page } from '../http/page.js';
import type { ById, Caller, IfVersion, Visible } from './master.calls.js';

/** Requests the alarm service answers on `alarm.rpc`. */
export interface AlarmCalls {
  'alarmRule.create': { request: { body: CreateAlarmRuleDto } & Caller; reply: AlarmRuleDto };
  'alarmRule.get': { request: ById; reply: AlarmRuleDto };
  'alarmRule.list': { request: { query: AlarmRuleListQuery } & Visible; reply: Page<AlarmRuleDto> };
  'alarmRule.replace': {
    request: ById & { body: ReplaceAlarmRuleDto } & IfVersion & Caller;
    reply: AlarmRuleDto;
  };
  'alarmRule.delete': { request: ById & IfVersion & Caller; reply: { deleted: true } };

  'alarm.get': { request: ById; reply: AlarmDto };
  'alarm.list': { request: { query: AlarmListQuery } & Visible; reply: Page<AlarmDto> };
  'alarm.acknowledge': { request: ById & Caller; reply: AlarmDto };
  'alarm.resolve': { request: ById & Caller; reply: AlarmDto };
}
