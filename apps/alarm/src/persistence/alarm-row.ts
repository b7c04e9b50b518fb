import type { AlarmLevel, AlarmState } from '@orrery/contracts';
import type { Alarm } from '../alarms/alarm.js';
import type { AlarmingEvent } from '../incidents/incident.js';

/** A row of `alarm` as a session reads it. */
export interface AlarmRow {
  readonly id: string;
  readonly project: string;
  readonly rule_id: string;
  readonly rule_name: string;
  readonly level: AlarmLevel;
  readonly state: AlarmState;
  readonly fingerprint: string;
  readonly summary: string;
  readonly count: number;
  readonly run_id: string | null;
  readonly details: string;
  readonly fired_at: Date;
  readonly last_event_at: Date;
  readonly acknowledged_at: Date | null;
  readonly acknowledged_by: string | null;
  readonly resolved_at: Date | null;
  readonly resolved_by: string | null;
}

export function alarmOf(row: AlarmRow): Alarm {
  return {
    id: row.id,
    project: row.project,
    ruleId: row.rule_id,
    ruleName: row.rule_name,
    level: row.level,
    state: row.state,
    fingerprint: row.fingerprint,
    summary: row.summary,
    count: row.count,
    runId: row.run_id,
    details: JSON.parse(row.details) as AlarmingEvent,
    firedAt: row.fired_at,
    lastEventAt: row.last_event_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by,
  };
}

/** A new row; its fingerprint takes the place of the open one. */
export function rowOf(alarm: Alarm): Record<string, unknown> {
  return {
    id: alarm.id,
    project: alarm.project,
    rule_id: alarm.ruleId,
    rule_name: alarm.ruleName,
    level: alarm.level,
    state: alarm.state,
    fingerprint: alarm.fingerprint,
    open_key: alarm.fingerprint,
    summary: alarm.summary,
    count: alarm.count,
    run_id: alarm.runId,
    details: alarm.details,
    fired_at: alarm.firedAt,
    last_event_at: alarm.lastEventAt,
  };
}
