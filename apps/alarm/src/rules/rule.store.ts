import type { AlarmRuleKind } from '@orrery/contracts';
import type { PageRequest } from '../paging/page-request.js';
import type { AlarmRule, AlarmRuleDefinition, AlarmRuleVersion } from './alarm-rule.js';

export interface RuleFilter {
  readonly project?: string;
  /** Projects the caller may see; absent: all. */
  readonly projects?: readonly string[];
}

/** Keeps the alarm rules and each of their former versions. */
export abstract class RuleStore {
  /** False when the project has a rule of that name already. */
  abstract add(rule: AlarmRule): Promise<boolean>;
  abstract find(id: string): Promise<AlarmRule | undefined>;
  /** Newest first. */
  abstract list(filter: RuleFilter, page: PageRequest): Promise<AlarmRule[]>;
  abstract enabledOf(project: string): Promise<AlarmRule[]>;
  /** Of all projects: for what concerns the whole cluster. */
  abstract enabledOfKind(kind: AlarmRuleKind): Promise<AlarmRule[]>;
  /** Takes effect only while the stored version is still `rule.version - 1`; otherwise somebody was faster. */
  abstract replace(rule: AlarmRule): Promise<'replaced' | 'changed_meanwhile' | 'name_taken'>;
  abstract remove(id: string, version: number): Promise<boolean>;
  abstract addVersion(version: AlarmRuleVersion): Promise<void>;
  /** The definition as it was at a version, of a rule that may be gone by now. */
  abstract definitionAt(ruleId: string, version: number): Promise<AlarmRuleDefinition | undefined>;
}
