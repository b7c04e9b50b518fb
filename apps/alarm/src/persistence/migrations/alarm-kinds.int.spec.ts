import { schemaDrift } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { definitionIn } from '../../rules/alarm-rule.js';
import { given } from '../../testing/given.js';
import { alarmSchema } from '../schema.js';
import { SqlStorage } from '../sql-storage.js';
import { AlarmKinds1790000000060 } from './alarm-kinds-1790000000060.js';
import { CreateAlarmTables1767225600000 } from './create-alarm-tables-1767225600000.js';

describe.each(['mysql', 'sqlite'] as const)('the migration to more kinds of alarms on %s', (kind) => {
  const { entities } = alarmSchema;
  const { database } = useDatabase({ kind, entities, migrations: [CreateAlarmTables1767225600000] });
  const storage = new SqlStorage(database);
  const migrate = async (direction: 'up' | 'down') => {
    const runner = database.dataSource.createQueryRunner();
    await new AlarmKinds1790000000060()[direction](runner);
    await runner.release();
  };

  it('keeps rules and alarms that were there, in both directions', async () => {
    const rule = given.rule();
    const incident = given.incident();
    const alarm = given.alarm({ runId: incident.runId, details: incident.source.event });
    const { id, project, name, enabled, version, createdAt, updatedAt } = rule;
    const row = { id, project, name, enabled, version, definition: definitionIn(rule) };
    await database.run((session) =>
      session.insertMany('alarm_rule', [{ ...row, created_at: createdAt, updated_at: updatedAt }]),
    );
    await storage.transaction(async ({ alarms }) => {
      await alarms.open(alarm);
      await alarms.recordEvent(alarm.id, incident);
    });
    await migrate('up');
    expect(await schemaDrift(database)).toEqual([]);
    expect(await storage.run(({ rules }) => rules.enabledOfKind('run_failed'))).toEqual([rule]);
    const found = () => storage.run(({ alarms }) => alarms.list({ runId: incident.runId! }, { limit: 2 }));
    expect(await found()).toEqual([alarm]);

    await storage.run(({ rules }) => rules.add(given.rule({ kind: 'worker_lost', name: newId() })));
    await migrate('down');
    expect(await storage.run(({ rules }) => rules.enabledOf(project))).toEqual([rule]);
    await migrate('up');
    expect(await schemaDrift(database)).toEqual([]);
    expect(await found()).toEqual([alarm]);
  });
});
