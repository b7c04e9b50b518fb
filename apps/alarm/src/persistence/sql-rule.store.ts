import type { AlarmRuleKind } from '@orrery/contracts';
import { isDuplicateKey, type Session } from '@orrery/persistence';
import type { PageRequest } from '../paging/page-request.js';
import {
  definitionIn,
  type AlarmRule,
  type AlarmRuleDefinition,
  type AlarmRuleVersion,
} from '../rules/alarm-rule.js';
import { RuleStore, type RuleFilter } from '../rules/rule.store.js';
import { Conditions } from './conditions.js';

interface RuleRow {
  readonly id: string;
  readonly version: number;
  readonly definition: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const COLUMNS = 'id, version, definition, created_at, updated_at';

/** Alarm rules in SQL: what is searched for in columns, the definition as JSON. */
export class SqlRuleStore extends RuleStore {
  constructor(private readonly session: Session) {
    super();
  }

  async add(rule: AlarmRule): Promise<boolean> {
    const { id, version, createdAt, updatedAt } = rule;
    const row = {
      id,
      project: rule.project,
      name: rule.name,
      kind: rule.kind,
      enabled: rule.enabled,
      version,
      definition: definitionIn(rule),
      created_at: createdAt,
      updated_at: updatedAt,
    };
    return (await this.session.insertMany('alarm_rule', [row], { onDuplicate: 'ignore' })).affected === 1;
  }

  async find(id: string): Promise<AlarmRule | undefined> {
    return (await this.#rules('WHERE id = ?', [id]))[0];
  }

  async list(filter: RuleFilter, { limit, after }: PageRequest): Promise<AlarmRule[]> {
    const conditions = new Conditions()
      .add('project = ?', filter.project)
      .add('project IN (?)', filter.projects)
      .olderThan('created_at', after);
    const rest = `${conditions.where} ORDER BY created_at DESC, id DESC LIMIT ?`;
    return this.#rules(rest, [...conditions.params, limit + 1]);
  }

  async enabledOf(project: string): Promise<AlarmRule[]> {
    return this.#rules('WHERE project = ? AND enabled = ? ORDER BY name', [project, true]);
  }

  async enabledOfKind(kind: AlarmRuleKind): Promise<AlarmRule[]> {
    return this.#rules('WHERE kind = ? AND enabled = ? ORDER BY project, name', [kind, true]);
  }

  async replace(rule: AlarmRule): Promise<'replaced' | 'changed_meanwhile' | 'name_taken'> {
    try {
      return (await this.#update(rule)) ? 'replaced' : 'changed_meanwhile';
    } catch (error) {
      if (isDuplicateKey(error)) return 'name_taken';
      throw error;
    }
  }

  async #update(rule: AlarmRule): Promise<boolean> {
    const { id, project, name, kind, enabled, version, updatedAt } = rule;
    const definition = JSON.stringify(definitionIn(rule));
    const { affected } = await this.session.execute(
      `UPDATE alarm_rule SET project = ?, name = ?, kind = ?, enabled = ?, version = ?, definition = ?, updated_at = ?
       WHERE id = ? AND version = ?`,
      [project, name, kind, enabled, version, definition, updatedAt, id, version - 1],
    );
    return affected === 1;
  }

  async remove(id: string, version: number): Promise<boolean> {
    const sql = 'DELETE FROM alarm_rule WHERE id = ? AND version = ?';
    return (await this.session.execute(sql, [id, version])).affected === 1;
  }

  async addVersion(version: AlarmRuleVersion): Promise<void> {
    const row = {
      rule_id: version.ruleId,
      version: version.version,
      definition: version.definition,
      changed_by: version.changedBy,
      changed_at: version.changedAt,
    };
    await this.session.insertMany('alarm_rule_version', [row]);
  }

  async definitionAt(ruleId: string, version: number): Promise<AlarmRuleDefinition | undefined> {
    const [row] = await this.session.select<{ definition: string | null }>(
      'SELECT definition FROM alarm_rule_version WHERE rule_id = ? AND version = ?',
      [ruleId, version],
    );
    return row?.definition ? (JSON.parse(row.definition) as AlarmRuleDefinition) : undefined;
  }

  async #rules(rest: string, params: readonly unknown[]): Promise<AlarmRule[]> {
    const rows = await this.session.select<RuleRow>(`SELECT ${COLUMNS} FROM alarm_rule ${rest}`, params);
    return rows.map((row) => ({
      // Rules that were written before it do not have it.
      includeNodes: null,
      ...(JSON.parse(row.definition) as Omit<AlarmRuleDefinition, 'includeNodes'>),
      id: row.id,
      version: row.version,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    }));
  }
}
