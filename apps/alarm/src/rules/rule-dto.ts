import type { AlarmRuleDto, CreateAlarmRuleDto } from '@orrery/contracts';
import type { AlarmRule, AlarmRuleDefinition } from './alarm-rule.js';

export function definitionOf(body: CreateAlarmRuleDto): AlarmRuleDefinition {
  return {
    project: body.project,
    name: body.name,
    kind: body.kind,
    enabled: body.enabled,
    level: body.level,
    tasks: body.tasks ?? null,
    includeNodes: body.includeNodes ?? null,
    receivers: body.receivers,
    subjectTemplate: body.subjectTemplate ?? null,
    bodyTemplate: body.bodyTemplate ?? null,
  };
}

export function ruleDto({
  tasks,
  includeNodes,
  subjectTemplate,
  bodyTemplate,
  ...rule
}: AlarmRule): AlarmRuleDto {
  return {
    ...rule,
    receivers: [...rule.receivers],
    ...(tasks && { tasks: [...tasks] }),
    ...(includeNodes !== null && { includeNodes }),
    ...(subjectTemplate !== null && { subjectTemplate }),
    ...(bodyTemplate !== null && { bodyTemplate }),
    createdAt: rule.createdAt.toISOString(),
    updatedAt: rule.updatedAt.toISOString(),
  };
}
