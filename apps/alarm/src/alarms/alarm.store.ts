import type { AlarmLevel, AlarmState } from '@orrery/contracts';
import type { Incident } from '../incidents/incident.js';
import type { PageRequest } from '../paging/page-request.js';
import type { Alarm } from './alarm.js';

export interface AlarmFilter {
  readonly project?: string;
  readonly state?: AlarmState;
  readonly level?: AlarmLevel;
  /** Alarms one of whose events is of this run. */
  readonly runId?: string;
  /** Projects the caller may see; absent: all. */
  readonly projects?: readonly string[];
}

/** What one incident adds to the alarm of its fingerprint. */
export interface AlarmOccurrence {
  readonly ruleName: string;
  readonly level: AlarmLevel;
  readonly incident: Incident;
}

/** Keeps the alarms and which events each of them gathered. */
export abstract class AlarmStore {
  /** Adds the incident to the open alarm of that fingerprint and locks it until the transaction ends; false: none is open. */
  abstract gather(fingerprint: string, occurrence: AlarmOccurrence): Promise<boolean>;
  /** False when an alarm of that fingerprint is open already. */
  abstract open(alarm: Alarm): Promise<boolean>;
  abstract findOpen(fingerprint: string): Promise<Alarm | undefined>;
  abstract recordEvent(alarmId: string, incident: Incident): Promise<void>;
  abstract find(id: string): Promise<Alarm | undefined>;
  abstract findMany(ids: readonly string[]): Promise<Alarm[]>;
  /** Newest first. */
  abstract list(filter: AlarmFilter, page: PageRequest): Promise<Alarm[]>;
  /** False when the alarm is in no state from which it can be acknowledged. */
  abstract acknowledge(id: string, by: string, at: Date): Promise<boolean>;
  /** False when the alarm is in no state from which it can be resolved. */
  abstract resolve(id: string, by: string, at: Date): Promise<boolean>;
}
