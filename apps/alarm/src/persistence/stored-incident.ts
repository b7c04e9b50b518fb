import { InternalError } from '@orrery/domain';
import { incidentOf } from '../incidents/incident-of.js';
import type { AlarmingEvent, AlarmingMessage, Incident } from '../incidents/incident.js';

/** The incident of an event that is kept because it told of one. @throws InternalError when it tells of none. */
export function storedIncident(message: AlarmingMessage, event: AlarmingEvent): Incident {
  const incident = incidentOf(message, event);
  if (!incident) throw new InternalError(`a notification keeps a ${message} that tells of no incident`);
  return incident;
}
