import type { AlarmLevel, AlarmState } from '@orrery/contracts';
import type { AlarmingEvent } from '../incidents/incident.js';

/** The life of an alarm. */
export const alarmTransitions: Readonly<Record<AlarmState, readonly AlarmState[]>> = {
  firing: ['acknowledged', 'resolved'],
  acknowledged: ['resolved'],
  resolved: ['closed'],
  closed: [],
};

/** States in which further events of the same fingerprint belong to the same alarm. */
export const openAlarmStates: readonly AlarmState[] = ['firing', 'acknowledged'];

/** States from which an alarm may go to `target`; the guard of the UPDATE that takes it there. */
export function alarmStatesLeadingTo(target: AlarmState): AlarmState[] {
  const states = Object.keys(alarmTransitions) as AlarmState[];
  return states.filter((state) => alarmTransitions[state].includes(target));
}

/** Something a person should know about, from its first event to its end. */
export interface Alarm {
  readonly id: string;
  readonly project: string;
  readonly ruleId: string;
  readonly ruleName: string;
  readonly level: AlarmLevel;
  readonly state: AlarmState;
  readonly fingerprint: string;
  readonly summary: string;
  /** Events gathered in it. */
  readonly count: number;
  /** The run that raised it last; null: no run did. */
  readonly runId: string | null;
  /** The event that raised it last. */
  readonly details: AlarmingEvent;
  readonly firedAt: Date;
  readonly lastEventAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  readonly resolvedAt: Date | null;
  readonly resolvedBy: string | null;
}
