import type { Incident } from '../incidents/incident.js';
import type { Stage } from './pipeline.js';

/** Drops incidents whose event was handled before (the broker delivers at least once). */
export const consumeOnce: Stage<Incident, Incident> = async (incidents, { consumedEvents }) => {
  const isNew = await consumedEvents.takeNew(incidents.map(({ id }) => id));
  const seen = new Set<string>();
  return incidents.filter(({ id }) => isNew.has(id) && !seen.has(id) && seen.add(id));
};
