import type { AttemptId } from '../spool/spool-entry.js';
import { keyOf } from '../spool/spool-entry.js';
import type { Attempt } from './attempt.js';

/** The attempts this worker has in hand, from acceptance to the end of their execution. */
export class Attempts {
  private readonly byKey = new Map<string, Attempt>();
  private emptyListeners: (() => void)[] = [];

  get size(): number {
    return this.byKey.size;
  }

  has(attempt: AttemptId): boolean {
    return this.byKey.has(keyOf(attempt));
  }

  get(attempt: AttemptId): Attempt | undefined {
    return this.byKey.get(keyOf(attempt));
  }

  all(): readonly Attempt[] {
    return [...this.byKey.values()];
  }

  add(attempt: Attempt): void {
    this.byKey.set(attempt.key, attempt);
  }

  remove(attempt: Attempt): void {
    this.byKey.delete(attempt.key);
    if (this.byKey.size === 0) for (const listener of this.emptyListeners.splice(0)) listener();
  }

  /** Resolves when none is left, or after `limitMs`; tells whether none is. */
  async empty(limitMs: number): Promise<boolean> {
    if (this.byKey.size === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.emptyListeners.push(resolve);
      timer = setTimeout(resolve, limitMs);
    });
    clearTimeout(timer);
    return this.byKey.size === 0;
  }
}
