import { Injectable } from '@nestjs/common';
import {
  afterFailure,
  breakerAdmits,
  Clock,
  closedBreaker,
  defaultBreakerPolicy,
  trying,
  type Breaker,
} from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { OutboxStore, type OutboxEvent } from '../../persistence/stores/outbox.store.js';
import { WorkerBreakerStore } from '../../persistence/stores/worker-breaker.store.js';
import { WorkerView } from './worker-view.js';

/** A failure that is the platform's and not a task's. */
export interface WorkerFailure {
  readonly workerId: string;
  readonly reason: string;
  /** The task that could not be started; absent: the worker was lost or not reached. */
  readonly taskId?: string;
}

/** Keeps the circuit breaker of each worker: written where it fails, read by every master. */
@Injectable()
export class WorkerBreakers {
  constructor(
    private readonly store: WorkerBreakerStore,
    private readonly outbox: OutboxStore,
    private readonly view: WorkerView,
    private readonly clock: Clock,
  ) {}

  /** In a transaction. One worker failing many attempts at once has failed once. */
  async failed(session: Session, failures: readonly WorkerFailure[]): Promise<void> {
    const byWorker = new Map(failures.map((failure) => [failure.workerId, failure]));
    if (byWorker.size === 0) return;
    const now = this.clock.now();
    const before = await this.store.lock(session, [...byWorker.keys()].sort());
    for (const [workerId, { reason, taskId }] of byWorker) {
      const breaker = before.get(workerId) ?? closedBreaker;
      const after = afterFailure(breaker, now, defaultBreakerPolicy, taskId);
      await this.store.save(session, workerId, after, reason, now);
      this.view.learn(workerId, after);
      if (after.openings > breaker.openings) await this.#tell(session, workerId, after, reason, now);
    }
  }

  /** In a transaction. Costs nothing for workers that did not fail lately. */
  async succeeded(session: Session, workerIds: ReadonlySet<string>): Promise<void> {
    const recovered = [...workerIds].filter((id) => (this.view.find(id)?.breaker.failures ?? 0) > 0).sort();
    if (recovered.length === 0) return;
    const now = this.clock.now();
    const before = await this.store.lock(session, recovered);
    await this.store.close(session, recovered);
    for (const workerId of recovered) {
      this.view.learn(workerId, closedBreaker);
      if (before.get(workerId)!.state !== 'closed') {
        await this.#tell(session, workerId, closedBreaker, 'an attempt got through', now);
      }
    }
  }

  /** Of workers whose time to rest is over: whether the caller is the one who may send one attempt. */
  async beginTries(session: Session, workerIds: readonly string[], now: Date): Promise<Map<string, boolean>> {
    const tries = new Map<string, boolean>();
    for (const id of workerIds) {
      const breaker = this.view.find(id)?.breaker ?? closedBreaker;
      if (breakerAdmits(breaker, now) !== 'try') continue;
      const tried = trying(breaker, now, defaultBreakerPolicy);
      tries.set(id, await this.store.beginTry(session, id, tried, now));
      this.view.learn(id, tried);
    }
    return tries;
  }

  async #tell(
    session: Session,
    workerId: string,
    breaker: Breaker,
    reason: string,
    now: Date,
  ): Promise<void> {
    const state = breaker.state === 'closed' ? 'closed' : 'open';
    const event: OutboxEvent = {
      message: 'worker.breaker',
      routingKey: `worker.breaker_${state}`,
      payload: {
        v: 1,
        id: newId(),
        at: now.toISOString(),
        workerId,
        state,
        failures: breaker.failures,
        untilAt: breaker.until?.toISOString() ?? null,
        reason,
      },
    };
    await this.outbox.add(session, [event], now);
  }
}
