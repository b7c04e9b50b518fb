import type { DispatchMessage, FinishedReport, PushMessage, ReportMessage } from '@orrery/contracts';
import { JsonText, payloadsOf, type Delivery, type OutgoingMessage } from '@orrery/messaging';
import type { Timing } from './orders.js';
import { epochMs, toldMs } from './telling-time.js';

/** Notes when shell attempts reach a worker and when the broker has their reports. */
export class AttemptMarks {
  readonly #acceptedMs = new Map<string, number>();

  constructor(private readonly tell: (timing: Timing) => void) {}

  received(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      if (delivery.type !== 'run.dispatch' && delivery.type !== 'run.push') continue;
      for (const payload of payloadsOf(delivery)) {
        const { kind, runId } = dispatchIn(payload as DispatchMessage | PushMessage);
        if (kind === 'shell') this.#acceptedMs.set(runId, epochMs());
      }
    }
  }

  published(messages: readonly OutgoingMessage[]): void {
    if (this.#acceptedMs.size === 0) return;
    const endMs = epochMs();
    for (const { type, body } of messages) {
      if (type !== 'run.report') continue;
      const content: unknown = body instanceof JsonText ? JSON.parse(body.text) : body;
      for (const report of payloadsOf({ body: content }) as ReportMessage[]) {
        if (report.kind === 'finished') this.#finished(report, endMs);
      }
    }
  }

  #finished({ runId, result }: FinishedReport, endMs: number): void {
    const startMs = this.#acceptedMs.get(runId);
    this.#acceptedMs.delete(runId);
    const told = (result as { t?: string } | null)?.t;
    if (startMs === undefined || told === undefined) return;
    this.tell({ toExecMs: toldMs(told) - startMs, toEndMs: endMs - startMs });
  }
}

function dispatchIn(payload: DispatchMessage | PushMessage): DispatchMessage {
  return 'dispatch' in payload ? payload.dispatch : payload;
}
