import type { Session } from '@orrery/persistence';
import { alarmStatesLeadingTo, openAlarmStates, type Alarm } from '../alarms/alarm.js';
import { AlarmStore, type AlarmFilter, type AlarmOccurrence } from '../alarms/alarm.store.js';
import type { Incident } from '../incidents/incident.js';
import type { PageRequest } from '../paging/page-request.js';
import { alarmOf, rowOf, type AlarmRow } from './alarm-row.js';
import { Conditions } from './conditions.js';

/** Alarms in SQL; `open_key` is unique, so that two nodes cannot open the same alarm twice. */
export class SqlAlarmStore extends AlarmStore {
  constructor(private readonly session: Session) {
    super();
  }

  async gather(fingerprint: string, { ruleName, level, incident }: AlarmOccurrence): Promise<boolean> {
    const { summary, runId, source } = incident;
    const at = new Date(incident.at);
    const details = JSON.stringify(source.event);
    const { affected } = await this.session.execute(
      `UPDATE alarm SET count = count + 1, rule_name = ?, level = ?, summary = ?, run_id = ?, details = ?,
         last_event_at = CASE WHEN last_event_at > ? THEN last_event_at ELSE ? END
       WHERE open_key = ? AND state IN (?)`,
      [ruleName, level, summary, runId, details, at, at, fingerprint, openAlarmStates],
    );
    return affected === 1;
  }

  async open(alarm: Alarm): Promise<boolean> {
    const { affected } = await this.session.insertMany('alarm', [rowOf(alarm)], { onDuplicate: 'ignore' });
    return affected === 1;
  }

  async findOpen(fingerprint: string): Promise<Alarm | undefined> {
    return (await this.#alarms('WHERE open_key = ?', [fingerprint]))[0];
  }

  async recordEvent(alarmId: string, { id, runId, at }: Incident): Promise<void> {
    await this.session.insertMany('alarm_event', [
      { alarm_id: alarmId, event_id: id, run_id: runId, happened_at: new Date(at) },
    ]);
  }

  async find(id: string): Promise<Alarm | undefined> {
    return (await this.#alarms('WHERE id = ?', [id]))[0];
  }

  async findMany(ids: readonly string[]): Promise<Alarm[]> {
    return this.#alarms('WHERE id IN (?)', [ids]);
  }

  async list(filter: AlarmFilter, { limit, after }: PageRequest): Promise<Alarm[]> {
    const conditions = new Conditions()
      .add('project = ?', filter.project)
      .add('state = ?', filter.state)
      .add('level = ?', filter.level)
      .add('id IN (SELECT alarm_id FROM alarm_event WHERE run_id = ?)', filter.runId)
      .add('project IN (?)', filter.projects)
      .olderThan('fired_at', after);
    const rest = `${conditions.where} ORDER BY fired_at DESC, id DESC LIMIT ?`;
    return this.#alarms(rest, [...conditions.params, limit + 1]);
  }

  async acknowledge(id: string, by: string, at: Date): Promise<boolean> {
    const { affected } = await this.session.execute(
      `UPDATE alarm SET state = 'acknowledged', acknowledged_by = ?, acknowledged_at = ?
       WHERE id = ? AND state IN (?)`,
      [by, at, id, alarmStatesLeadingTo('acknowledged')],
    );
    return affected === 1;
  }

  async resolve(id: string, by: string, at: Date): Promise<boolean> {
    const { affected } = await this.session.execute(
      `UPDATE alarm SET state = 'resolved', open_key = NULL, resolved_by = ?, resolved_at = ?
       WHERE id = ? AND state IN (?)`,
      [by, at, id, alarmStatesLeadingTo('resolved')],
    );
    return affected === 1;
  }

  async #alarms(rest: string, params: readonly unknown[]): Promise<Alarm[]> {
    return (await this.session.select<AlarmRow>(`SELECT * FROM alarm ${rest}`, params)).map(alarmOf);
  }
}
