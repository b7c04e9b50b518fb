import { Injectable } from '@nestjs/common';
import { ConflictError, NotFoundError, VersionMismatchError, Clock } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import { Storage, type Stores } from '../storage/storage.js';
import type { AlarmRule, AlarmRuleDefinition } from './alarm-rule.js';

/** Makes, changes and removes alarm rules; each change is kept as a version with the name of who made it. */
@Injectable()
export class RuleService {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  /** @throws ConflictError when the project has a rule of that name. */
  async create(definition: AlarmRuleDefinition, actor: string): Promise<AlarmRule> {
    const now = this.clock.now();
    const rule = { ...definition, id: newId(), version: 1, createdAt: now, updatedAt: now };
    await this.storage.transaction(async (stores) => {
      if (!(await stores.rules.add(rule))) throw nameTaken(rule);
      await recordVersion(stores, rule, definition, actor);
    });
    return rule;
  }

  async get(id: string): Promise<AlarmRule> {
    return this.storage.run((stores) => existing(stores, id));
  }

  /** @throws ConflictError as `create`. @throws VersionMismatchError when `ifVersion` is not the stored one, or somebody changes the rule meanwhile. */
  async replace(
    id: string,
    definition: AlarmRuleDefinition,
    actor: string,
    ifVersion?: number,
  ): Promise<AlarmRule> {
    return this.storage.transaction(async (stores) => {
      const { version, createdAt } = await expected(stores, id, ifVersion);
      const rule = { ...definition, id, version: version + 1, createdAt, updatedAt: this.clock.now() };
      const outcome = await stores.rules.replace(rule);
      if (outcome === 'name_taken') throw nameTaken(rule);
      if (outcome === 'changed_meanwhile') throw changedMeanwhile(id);
      await recordVersion(stores, rule, definition, actor);
      return rule;
    });
  }

  async remove(id: string, actor: string, ifVersion?: number): Promise<void> {
    await this.storage.transaction(async (stores) => {
      const rule = await expected(stores, id, ifVersion);
      if (!(await stores.rules.remove(id, rule.version))) throw changedMeanwhile(id);
      const last = { ...rule, version: rule.version + 1, updatedAt: this.clock.now() };
      await recordVersion(stores, last, null, actor);
    });
  }
}

async function existing(stores: Stores, id: string): Promise<AlarmRule> {
  const rule = await stores.rules.find(id);
  if (!rule) throw NotFoundError.of('alarm rule', id);
  return rule;
}

async function expected(stores: Stores, id: string, ifVersion: number | undefined): Promise<AlarmRule> {
  const rule = await existing(stores, id);
  if (ifVersion !== undefined && ifVersion !== rule.version) {
    throw new VersionMismatchError(
      `Alarm rule "${id}" is at version ${rule.version}, not ${ifVersion}; read it again and repeat the change.`,
    );
  }
  return rule;
}

function nameTaken({ project, name }: AlarmRule): ConflictError {
  return new ConflictError(`Project "${project}" already has an alarm rule named "${name}".`);
}

function changedMeanwhile(id: string): VersionMismatchError {
  return new VersionMismatchError(
    `Alarm rule "${id}" was changed meanwhile; read it again and repeat the change.`,
  );
}

async function recordVersion(
  stores: Stores,
  rule: AlarmRule,
  definition: AlarmRuleDefinition | null,
  actor: string,
): Promise<void> {
  const { id: ruleId, version, updatedAt: changedAt } = rule;
  await stores.rules.addVersion({ ruleId, version, definition, changedBy: actor, changedAt });
}
