import type { AlarmLevel, AlarmRuleKind } from '@orrery/contracts';

/** What a rule asks for: the part of it that a person writes. */
export interface AlarmRuleDefinition {
  readonly project: string;
  readonly name: string;
  readonly kind: AlarmRuleKind;
  readonly enabled: boolean;
  readonly level: AlarmLevel;
  /** Names of tasks, of the kind run_failed only; null: every task of the project. */
  readonly tasks: readonly string[] | null;
  /** Also of runs of nodes of workflows, of the kind run_failed only; null: where it names their tasks. */
  readonly includeNodes: boolean | null;
  readonly receivers: readonly string[];
  readonly subjectTemplate: string | null;
  readonly bodyTemplate: string | null;
}

/** Says which events raise an alarm, and who hears of it. */
export interface AlarmRule extends AlarmRuleDefinition {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The part of a rule that a person writes. */
export function definitionIn(rule: AlarmRule): AlarmRuleDefinition {
  const { project, name, kind, enabled, level, receivers } = rule;
  const { tasks, includeNodes, subjectTemplate, bodyTemplate } = rule;
  return {
    ...{ project, name, kind, enabled, level, tasks, includeNodes },
    ...{ receivers, subjectTemplate, bodyTemplate },
  };
}

/** A rule as it stood from one change to the next; `definition` is null where the change was its deletion. */
export interface AlarmRuleVersion {
  readonly ruleId: string;
  readonly version: number;
  readonly definition: AlarmRuleDefinition | null;
  readonly changedBy: string;
  readonly changedAt: Date;
}
