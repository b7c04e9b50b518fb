import { UnavailableError } from '@orrery/domain';
import type { PublishOutcome } from '../broker/broker.js';

/** Messages published together: done when the broker has confirmed each, failed when one is refused or the channel dies. */
export class PublishBatch {
  readonly done: Promise<readonly PublishOutcome[]>;
  private readonly outcomes: PublishOutcome[];
  private positions: Map<string, number> | undefined;
  private unconfirmed: number;
  private resolve: (outcomes: readonly PublishOutcome[]) => void;
  private reject: (error: Error) => void;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly ids: readonly string[],
    limitMs: number,
  ) {
    this.unconfirmed = ids.length;
    this.outcomes = new Array<PublishOutcome>(ids.length).fill('routed');
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.done.catch(() => undefined); // whoever awaits it hears of the failure
    this.timer = setTimeout(() => this.fail(`the broker did not confirm within ${limitMs} ms`), limitMs);
  }

  /** Given to amqplib as the confirm callback of every message of the batch. */
  readonly confirm = (error: unknown): void => {
    if (error instanceof Error) return this.fail(error.message);
    this.unconfirmed -= 1;
    if (this.unconfirmed > 0) return;
    clearTimeout(this.timer);
    this.resolve(this.outcomes);
  };

  /** Notes that no queue took a message; true when it belongs to this batch. The broker says so before it confirms. */
  returned(id: string): boolean {
    this.positions ??= new Map(this.ids.map((known, position) => [known, position]));
    const position = this.positions.get(id);
    if (position === undefined) return false;
    this.outcomes[position] = 'unroutable';
    return true;
  }

  fail(reason: string): void {
    clearTimeout(this.timer);
    this.reject(
      new UnavailableError(`Messages were not confirmed (${reason}); they may or may not have arrived.`),
    );
  }
}
