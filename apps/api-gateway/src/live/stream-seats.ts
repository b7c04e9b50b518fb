import { TooManyStreamsError } from './too-many-streams-error.js';

const SEATS_PER_USER = 20;

/** Limits the live streams that one user may hold open on this gateway. */
export class StreamSeats {
  private readonly taken = new Map<string, number>();

  constructor(private readonly limit = SEATS_PER_USER) {}

  /** @returns what gives the seat back; calling it twice is fine. @throws TooManyStreamsError when all are taken. */
  take(userId: string): () => void {
    const taken = this.taken.get(userId) ?? 0;
    if (taken >= this.limit) throw new TooManyStreamsError(this.limit);
    this.taken.set(userId, taken + 1);
    let held = true;
    return () => {
      if (held) this.giveBack(userId);
      held = false;
    };
  }

  private giveBack(userId: string): void {
    const left = (this.taken.get(userId) ?? 1) - 1;
    if (left === 0) this.taken.delete(userId);
    else this.taken.set(userId, left);
  }
}
