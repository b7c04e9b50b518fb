import type { RunEvent } from '@orrery/contracts';
import type { Stage } from './pipeline.js';

/** Drops events that were handled before (the broker delivers at least once). */
export const consumeOnce: Stage<RunEvent, RunEvent> = async (events, { consumedEvents }) => {
  const isNew = await consumedEvents.takeNew(events.map(({ id }) => id));
  const seen = new Set<string>();
  return events.filter(({ id }) => isNew.has(id) && !seen.has(id) && seen.add(id));
};
