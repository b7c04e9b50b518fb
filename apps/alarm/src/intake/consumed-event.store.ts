/** Remembers which events were handled, so that one delivered again has no effect. */
export abstract class ConsumedEventStore {
  /** Takes the events down as handled; returns those that were not before. Two nodes never both get the same one. */
  abstract takeNew(eventIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Forgets up to `limit` of those handled more than `ageMs` ago; returns how many. */
  abstract prune(ageMs: number, limit: number): Promise<number>;
}
