/** What an attempt wants its next one to go on from. */
export interface NumberedCheckpoint {
  readonly value: unknown;
  /** From 1, one more for each of the attempt: clocks may be set back meanwhile. */
  readonly seq: number;
}

interface Kept extends NumberedCheckpoint {
  readonly callers: readonly { readonly resolve: () => void; readonly reject: (error: Error) => void }[];
}

/** Has one checkpoint of an attempt on its way at a time; of those made meanwhile only the newest follows. */
export class CheckpointReporter {
  private sent: Kept | undefined;
  private next: Kept | undefined;
  private stopped = false;
  private lastSeq = 0;

  /** @param send resolves when the checkpoint is stored */
  constructor(private readonly send: (checkpoint: NumberedCheckpoint) => Promise<void>) {}

  /** The newest one that is not known to be stored. */
  get open(): NumberedCheckpoint | undefined {
    const kept = this.next ?? this.sent;
    return kept && { value: kept.value, seq: kept.seq };
  }

  /** Resolves when it, or a newer one, is stored; rejects when nobody would hear of that any more. */
  keep(value: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      this.lastSeq += 1;
      this.next = { value, seq: this.lastSeq, callers: [...(this.next?.callers ?? []), { resolve, reject }] };
      if (this.stopped) this.stop();
      else if (this.sent === undefined) this.sendNext();
    });
  }

  stop(): void {
    this.stopped = true;
    const error = new Error('the attempt ended before its checkpoint was stored');
    for (const kept of [this.sent, this.next]) for (const { reject } of kept?.callers ?? []) reject(error);
  }

  private sendNext(): void {
    const sent = this.next;
    this.sent = sent;
    this.next = undefined;
    if (sent === undefined || this.stopped) return;
    void this.send({ value: sent.value, seq: sent.seq }).then(() => {
      for (const { resolve } of sent.callers) resolve();
      this.sendNext();
    });
  }
}
