import { Injectable } from '@nestjs/common';
import { MessageSender } from '@orrery/messaging';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../../master-logger.js';
import { MasterSettings } from '../../master-settings.js';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import { dispatchMessage } from '../dispatch-message.js';
import { DispatchRecords } from '../dispatch-records.js';
import { reserverOf } from './own-slots.js';
import { WorkerBreakers } from './worker-breakers.js';

/** What was not sent for a moment is routed anew, perhaps to another worker. */
const routeAgainAfterMs = 200;

/** Sends pushed runs to their workers' own queues. A worker whose queue is gone is not chosen again for a while. */
@Injectable()
export class PushPublisher {
  constructor(
    private readonly records: DispatchRecords,
    private readonly sender: MessageSender,
    private readonly breakers: WorkerBreakers,
    private readonly settings: MasterSettings,
    private readonly log: MasterLogger,
  ) {}

  /** Never rejects: what goes wrong is logged, and the runs are routed anew. Their definitions must be loaded. */
  async publish(runs: readonly DispatchRow[]): Promise<void> {
    if (runs.length === 0) return;
    try {
      const outcomes = await this.sender.sendAll(
        'run.push',
        runs.map((run) => this.#addressed(run)),
      );
      await this.#giveBack(runs.filter((_, index) => outcomes[index] === 'unroutable'));
    } catch (error) {
      await this.#routeAgainSoon(runs, error);
    }
  }

  #addressed(run: DispatchRow) {
    const definition = this.records.definitions.get(run);
    const workflowRunId = reserverOf(run, definition);
    return {
      payload: {
        v: 1 as const,
        takeWithinMs: this.settings.config.acceptWithinMs,
        dispatch: dispatchMessage(run, definition),
        ...(run.usesReserved && { usesReserved: true }),
        ...(workflowRunId !== undefined && { workflowRunId }),
      },
      address: run.worker_id!,
      id: `${run.id}:${run.attempt}`,
    };
  }

  async #giveBack(runs: readonly DispatchRow[]): Promise<void> {
    if (runs.length === 0) return;
    const { database, backlog, capacity } = this.records;
    for (const run of runs) capacity.release(run.group_name, 1, run.weight);
    const workerIds = [...new Set(runs.map((run) => run.worker_id!))];
    this.log.logger.warn(
      `${runs.length} run(s) did not reach worker(s) ${workerIds.join(', ')}; routed anew`,
    );
    await database.transaction(async (session) => {
      await backlog.giveBack(session, runs, this.#soon());
      const reason = 'it was not connected when a run was pushed to it';
      await this.breakers.failed(
        session,
        workerIds.map((workerId) => ({ workerId, reason })),
      );
    });
  }

  /** Should this fail as well, the runs wait until their time to be accepted is over. */
  async #routeAgainSoon(runs: readonly DispatchRow[], reason: unknown): Promise<void> {
    const { database, backlog } = this.records;
    this.log.logger.warn(
      `${runs.length} run(s) may not have been pushed (${messageOf(reason)}); routed anew`,
    );
    try {
      await database.run((session) => backlog.sendAgain(session, runs, this.#soon()));
    } catch (error) {
      this.log.logger.warn(`${runs.length} run(s) are routed anew later than usual (${messageOf(error)})`);
    }
  }

  #soon(): Date {
    return new Date(this.records.clock.now().getTime() + routeAgainAfterMs);
  }
}
