interface Kept {
  readonly value: unknown;
  readonly callers: readonly { readonly resolve: () => void; readonly reject: (error: Error) => void }[];
}

/** Has one checkpoint of an attempt on its way at a time; of those made meanwhile only the newest follows. */
export class CheckpointReporter {
  private sent: Kept | undefined;
  private next: Kept | undefined;
  private stopped = false;

  /** @param send resolves when the value is stored */
  constructor(private readonly send: (value: unknown) => Promise<void>) {}

  /** The newest one that is not known to be stored. */
  get open(): { readonly value: unknown } | undefined {
    const kept = this.next ?? this.sent;
    return kept && { value: kept.value };
  }

  /** Resolves when it, or a newer one, is stored; rejects when nobody would hear of that any more. */
  keep(value: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      this.next = { value, callers: [...(this.next?.callers ?? []), { resolve, reject }] };
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
    void this.send(sent.value).then(() => {
      for (const { resolve } of sent.callers) resolve();
      this.sendNext();
    });
  }
}
