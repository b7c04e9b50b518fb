import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../installation/api-client.js';

/** One run that the client asked for, and how long it took until the platform had taken it on. */
export interface Triggered {
  /** The task or workflow. */
  readonly targetId: string;
  readonly number: number;
  readonly askedAt: number;
  /** Undefined: never taken on. */
  readonly runId: string | undefined;
  readonly acceptedAfterMs: number;
  readonly tries: number;
  /** What it was answered last before that, if anything. */
  readonly refusal: string | undefined;
}

const AGAIN_AFTER_MS = 200;
/** Longer than a key stays taken by a request whose gateway died with it. */
const GIVE_UP_AFTER_MS = 90_000;
const ACCEPTED = 202;

/** What the client wants runs of, in turn. */
export interface TriggerTarget {
  readonly id: string;
  readonly path: '/tasks' | '/workflows';
}

/**
 * A client that wants a run at a steady pace and insists: it repeats a request under the same Idempotency-Key until it
 * is answered, as programs of users do.
 */
export class TriggerClient {
  private stopped = false;
  private readonly asked: Promise<Triggered>[] = [];

  constructor(
    private readonly http: ApiClient,
    private readonly targets: readonly TriggerTarget[],
    private readonly everyMs: number,
  ) {}

  /** Asks until the moment, then waits for the last answers. */
  async runUntil(endMs: number): Promise<Triggered[]> {
    for (let nextMs = Date.now(); nextMs < endMs && !this.stopped; nextMs += this.everyMs) {
      await sleep(Math.max(0, nextMs - Date.now()));
      this.asked.push(this.insist(this.asked.length));
    }
    return Promise.all(this.asked);
  }

  /** Asks for nothing any more, and insists on nothing. */
  stop(): void {
    this.stopped = true;
  }

  private async insist(number: number): Promise<Triggered> {
    const key = randomUUID();
    const target = this.targets[number % this.targets.length]!;
    const askedAt = Date.now();
    let refusal: string | undefined;
    for (let tries = 1; ; tries += 1) {
      const answer = await this.ask(target, number, key);
      const acceptedAfterMs = Date.now() - askedAt;
      const isOver = this.stopped || acceptedAfterMs > GIVE_UP_AFTER_MS;
      if (answer.runId !== undefined || isOver)
        return { targetId: target.id, number, askedAt, runId: answer.runId, acceptedAfterMs, tries, refusal };
      refusal = answer.refusal;
      await sleep(AGAIN_AFTER_MS);
    }
  }

  private async ask(
    { id, path }: TriggerTarget,
    number: number,
    key: string,
  ): Promise<{ runId?: string; refusal?: string }> {
    const given = path === '/tasks' ? { params: { number } } : { inputs: { number } };
    const asking = { body: given, headers: { 'idempotency-key': key } };
    try {
      const { status, body } = await this.http.ask<{ id: string }>('POST', `${path}/${id}/runs`, asking);
      return status === ACCEPTED ? { runId: body.id } : { refusal: `${status} ${JSON.stringify(body)}` };
    } catch (error) {
      return { refusal: String(error) }; // the gateway is away
    }
  }
}
