import { Injectable } from '@nestjs/common';
import type { AttemptKey, ControlMessage } from '@orrery/contracts';
import { MessageSender } from '@orrery/messaging';
import { Database } from '@orrery/persistence';
import { AuditStore, type RunningAttempt } from '../../persistence/stores/audit.store.js';
import type { ConsistencyCheck, ConsistencyTally } from '../consistency-check.js';
import { ConsistencyChecks } from '../consistency-checks.js';

/** Younger ones may be on their way from the claim to the hands of the worker. */
const runningForMs = 30_000;

/**
 * Asks each living worker whether it has what the database says it runs. What it has not it reports lost, as a claim whose
 * answer got lost leaves behind; what it has beyond that it reports as started, and is told to stop if it is not its own.
 */
@Injectable()
export class RunningRuns implements ConsistencyCheck {
  readonly name = 'running-runs';
  readonly compares =
    'Running runs of the database with the attempts in the hands of their workers: what a worker has not is tried again.';
  #asked: readonly RunningAttempt[] = [];

  constructor(
    checks: ConsistencyChecks,
    private readonly database: Database,
    private readonly store: AuditStore,
    private readonly sender: MessageSender,
  ) {
    checks.add(this);
  }

  /** What was found last time is counted now: the answers come as reports. */
  async runOnce(): Promise<ConsistencyTally> {
    const missed = await this.database.run((session) => this.store.missed(session, this.#asked));
    const present = await this.database.run((session) => this.store.running(session, runningForMs));
    const busy = await this.database.run((session) => this.store.busyWorkers(session));
    await this.sender.sendAll('worker.control', auditsOf(present, busy));
    this.#asked = present;
    return { checked: present.length, found: missed, repaired: missed };
  }
}

/** A busy worker that should have nothing is asked as well: what it has is nobody's. */
function auditsOf(
  running: readonly RunningAttempt[],
  busy: readonly string[],
): { payload: ControlMessage; address: string }[] {
  const byWorker = new Map<string, AttemptKey[]>(busy.map((id) => [id, []]));
  for (const { runId, attempt, workerId } of running) {
    const key = { runId, attempt };
    const others = byWorker.get(workerId);
    if (others) others.push(key);
    else byWorker.set(workerId, [key]);
  }
  return [...byWorker].map(([address, attempts]) => ({
    payload: { v: 1, kind: 'audit', attempts },
    address,
  }));
}
