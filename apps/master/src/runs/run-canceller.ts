import { Injectable } from '@nestjs/common';
import type { RunDto } from '@orrery/contracts';
import { Clock, isTerminal, isWorkflowGroup, NotFoundError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { toRunDto, type RunRow } from '../persistence/stores/run-row.js';
import { CancelOrders } from './cancel-orders.js';
import { CancelStores } from './cancel-stores.js';
import { RunAnnouncer } from './run-announcer.js';
import type { AttemptEnding } from './run-ender.js';

const mostAtOnce = 500;

/** Ends runs because somebody asked: at once where nothing runs yet, through the worker where it does. */
@Injectable()
export class RunCanceller {
  constructor(
    private readonly database: Database,
    private readonly stores: CancelStores,
    private readonly announcer: RunAnnouncer,
    private readonly orders: CancelOrders,
    private readonly clock: Clock,
  ) {}

  /** Cancelling a run that has ended changes nothing and returns it as it is. */
  async cancel(id: string, reason: string): Promise<RunDto> {
    const [run] = await this.#cancelSome([id], reason);
    if (!run) throw NotFoundError.of('run', id);
    return toRunDto(run);
  }

  /** Cancels those of the runs that exist and have not ended. */
  async cancelAll(ids: readonly string[], reason: string): Promise<void> {
    for (let start = 0; start < ids.length; start += mostAtOnce) {
      await this.#cancelSome(ids.slice(start, start + mostAtOnce), reason);
    }
  }

  /** Returns the runs as they are then. */
  async #cancelSome(ids: readonly string[], reason: string): Promise<RunRow[]> {
    const now = this.clock.now();
    const { runs, ended } = await this.database.transaction(async (session) => {
      const open = (await this.stores.runs.lockAll(session, ids)).filter((run) => !isTerminal(run.state));
      const ended = await this.#cancelLocked(session, open, now, reason);
      return { runs: await this.stores.runs.findAll(session, ids), ended };
    });
    await this.announcer.announce(ended);
    await this.orders.send(
      runs.filter((run) => run.state === 'running' && !isParent(run) && !isWorkflowGroup(run.group_name)),
      reason,
    );
    await this.#cancelChildren(runs.filter((run) => isParent(run) && !isTerminal(run.state)));
    return runs;
  }

  /** A parent ends with its children. Should this process die in between, ChildCancels goes on. */
  async #cancelChildren(parents: readonly RunRow[]): Promise<void> {
    if (parents.length === 0) return;
    const ids = parents.map((run) => run.id);
    const children = await this.database.run((session) => this.stores.shards.toCancel(session, ids));
    await this.cancelAll(children, 'the run it is a part of was cancelled');
  }

  async #cancelLocked(session: Session, open: readonly RunRow[], now: Date, reason: string) {
    const { progress, shards, wakes, ender } = this.stores;
    const parents = open.filter(isParent).map((run) => run.id);
    if (parents.length > 0) await shards.requestCancel(session, parents, now);
    const own = open.filter((run) => !isParent(run));
    const running = own.filter((run) => run.state === 'running').map((run) => run.id);
    if (running.length > 0) await progress.requestCancel(session, running, now);
    const workflows = own.filter((run) => run.state === 'running' && isWorkflowGroup(run.group_name));
    await wakes.insertAll(
      session,
      workflows.map(({ id }) => ({ workflow_run_id: id, node_id: null, due_at: now })),
    );
    const waiting = own.filter((run) => run.state !== 'running');
    return ender.end(
      session,
      waiting.map((run) => endingOf(run, now, reason)),
    );
  }
}

/** Its children have been made; it has nothing of its own that could be ended. */
function isParent(run: RunRow): boolean {
  return run.parent_id === null && run.shard_total !== null;
}

function endingOf(run: RunRow, now: Date, reason: string): AttemptEnding {
  return {
    run,
    outcome: 'cancelled',
    startedAt: null,
    finishedAt: now,
    workerId: null,
    exitCode: null,
    result: null,
    failure: { kind: 'refused', message: `cancelled before its start: ${reason}` },
  };
}
