import { UnavailableError } from '@orrery/domain';
import { newId } from '@orrery/runtime';

interface WaitingCall {
  readonly type: string;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The requests of one in-process broker that wait for their reply. */
export class InProcessCalls {
  readonly address = newId();
  private readonly waiting = new Map<string, WaitingCall>();

  /** Sends with `send`, which gets the correlation id and tells whether a queue took the request. */
  call(type: string, deadlineMs: number, send: (correlationId: string) => boolean): Promise<unknown> {
    const correlationId = newId();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.fail(correlationId, `no answer within ${deadlineMs} ms`),
        deadlineMs,
      );
      this.waiting.set(correlationId, { type, timer, resolve, reject });
      if (!send(correlationId)) this.fail(correlationId, 'there is nobody to answer it');
    });
  }

  answer(correlationId: string, json: string): void {
    this.take(correlationId)?.resolve(JSON.parse(json));
  }

  failAll(reason: string): void {
    for (const correlationId of [...this.waiting.keys()]) this.fail(correlationId, reason);
  }

  private fail(correlationId: string, reason: string): void {
    const call = this.take(correlationId);
    call?.reject(new UnavailableError(`Request ${call.type} failed: ${reason}.`));
  }

  private take(correlationId: string): WaitingCall | undefined {
    const call = this.waiting.get(correlationId);
    this.waiting.delete(correlationId);
    clearTimeout(call?.timer);
    return call;
  }
}
