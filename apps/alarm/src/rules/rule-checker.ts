import { Injectable } from '@nestjs/common';
import { CreateAlarmRuleDto, invalid, accept } from '@orrery/contracts';
import type { FieldError } from '@orrery/domain';
import { TemplateRenderer } from '../templates/template-renderer.js';
import type { AlarmRuleDefinition } from './alarm-rule.js';
import { definitionOf } from './rule-dto.js';

/** Lets only rules through that can do their work later: somebody to tell, templates that render. */
@Injectable()
export class RuleChecker {
  constructor(private readonly renderer: TemplateRenderer) {}

  /** @throws InvalidError naming every wrong field. */
  async check(body: unknown): Promise<AlarmRuleDefinition> {
    const definition = definitionOf(accept(CreateAlarmRuleDto, body));
    const errors: FieldError[] = [];
    if (definition.receivers.length === 0) {
      errors.push({ pointer: '/receivers', detail: 'must name at least one receiver' });
    }
    if (definition.tasks !== null && definition.kind !== 'run_failed') {
      errors.push({ pointer: '/tasks', detail: 'applies to rules of the kind run_failed only' });
    } else if (definition.tasks?.length === 0) {
      errors.push({ pointer: '/tasks', detail: 'must name at least one task; leave it out for all tasks' });
    }
    if (definition.includeNodes !== null && definition.kind !== 'run_failed') {
      errors.push({ pointer: '/includeNodes', detail: 'applies to rules of the kind run_failed only' });
    }
    for (const field of ['subjectTemplate', 'bodyTemplate'] as const) {
      const problem =
        definition[field] === null
          ? undefined
          : await this.renderer.problemOf(definition[field], definition.kind);
      if (problem !== undefined) errors.push({ pointer: `/${field}`, detail: problem });
    }
    if (errors.length > 0) throw invalid(errors);
    return definition;
  }
}
