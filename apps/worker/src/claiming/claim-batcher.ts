import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceClient } from '@orrery/messaging';
import { jittered, messageOf, type Logger } from '@orrery/runtime';
import { InvalidError } from '@orrery/domain';
import type { Lease } from '../fencing/lease.js';
import type { WorkerIdentity } from '../identity/worker-identity.js';

const MOST_CLAIMS_PER_CALL = 500;
const MOST_CALLS_IN_FLIGHT = 2;
const CALL_DEADLINE_MS = 5_000;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 1_000;

interface WaitingClaim {
  readonly runId: string;
  readonly attempt: number;
  readonly resolve: (granted: boolean) => void;
}

/**
 * Asks the master which attempts may start, many in one call: what arrives while a call is under way goes with the next one.
 * Without an answer it asks again and again, for the master may have granted a claim whose reply was lost; when another
 * worker got the attempt meanwhile, the answer is no. A grant counts only under a lease that is held when it arrives: this
 * process may have stood still, and the run be somebody else's by now.
 */
export class ClaimBatcher {
  private waiting: WaitingClaim[] = [];
  private inFlight = 0;
  private scheduled = false;
  private readonly stopping = new AbortController();

  constructor(
    private readonly client: Pick<ServiceClient, 'call'>,
    private readonly identity: Pick<WorkerIdentity, 'id' | 'epoch'>,
    private readonly lease: Pick<Lease, 'verdict' | 'held'>,
    private readonly logger: Logger,
  ) {}

  /** Whether the attempt may start. */
  claim(runId: string, attempt: number): Promise<boolean> {
    if (this.stopping.signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.waiting.push({ runId, attempt, resolve });
      this.schedule();
    });
  }

  /** Claims without an answer end as not granted. */
  stop(): void {
    this.stopping.abort();
    for (const { resolve } of this.waiting.splice(0)) resolve(false);
  }

  private schedule(): void {
    if (this.scheduled || this.waiting.length === 0 || this.inFlight >= MOST_CALLS_IN_FLIGHT) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.waiting.length > 0) void this.settle(this.takeBatch());
      this.schedule();
    });
  }

  /** The answer names runs, so two attempts of one run never share a call: the older one is not to start. */
  private takeBatch(): readonly WaitingClaim[] {
    const batch = new Map<string, WaitingClaim>();
    const later: WaitingClaim[] = [];
    for (const claim of this.waiting) {
      if (batch.size < MOST_CLAIMS_PER_CALL && !batch.has(claim.runId)) batch.set(claim.runId, claim);
      else later.push(claim);
    }
    this.waiting = later;
    return [...batch.values()];
  }

  private async settle(batch: readonly WaitingClaim[]): Promise<void> {
    this.inFlight += 1;
    const granted = await this.ask(batch);
    this.inFlight -= 1;
    for (const { runId, resolve } of batch) resolve(granted.has(runId));
    this.schedule();
  }

  private async ask(batch: readonly WaitingClaim[]): Promise<ReadonlySet<string>> {
    const claims = batch.map(({ runId, attempt }) => ({ runId, attempt }));
    const request = { workerId: this.identity.id, workerEpoch: this.identity.epoch, claims };
    for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs = Math.min(2 * backoffMs, LONGEST_BACKOFF_MS)) {
      await this.lease.held(this.stopping.signal);
      if (this.stopping.signal.aborted) return new Set();
      try {
        const { granted } = await this.client.call('run.claim', request, CALL_DEADLINE_MS);
        if (granted.length === 0 || this.lease.verdict === 'held') return new Set(granted);
      } catch (error) {
        // Of all refusals only this one is sure to come before anything was granted.
        if (error instanceof InvalidError) return this.giveUp(error, batch.length);
        this.logger.warn(
          { claims: batch.length, reason: messageOf(error) },
          'claims not answered; asking again',
        );
        await sleep(jittered(backoffMs), undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  private giveUp(error: unknown, claims: number): ReadonlySet<string> {
    this.logger.error({ err: error, claims }, 'claims refused; the master dispatches their runs again');
    return new Set();
  }
}
