import type { MessagePayloads } from '@orrery/contracts';
import { consistencyIncident, leaderIncident } from './cluster-incident.js';
import type { AlarmingMessage, Incident } from './incident.js';
import { runIncident } from './run-incident.js';
import { scheduleIncident } from './schedule-incident.js';
import { lossIncident, restIncident } from './worker-incident.js';

const readers: {
  readonly [Name in AlarmingMessage]: (event: MessagePayloads[Name]) => Incident | undefined;
} = {
  'run.event': runIncident,
  'schedule.event': scheduleIncident,
  'worker.event': lossIncident,
  'worker.breaker': restIncident,
  'leader.changed': leaderIncident,
  'consistency.event': consistencyIncident,
};

/** The incident that an event tells of; undefined: all is well. */
export function incidentOf<Name extends AlarmingMessage>(
  message: Name,
  event: MessagePayloads[Name],
): Incident | undefined {
  return readers[message](event);
}
