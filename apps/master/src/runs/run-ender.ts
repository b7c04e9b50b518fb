import { Injectable } from '@nestjs/common';
import {
  afterAttempt,
  Clock,
  type AttemptOutcome,
  type RunFailure,
  type RunState,
  type WorkflowRunState,
} from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { isBackfilled } from '../backfills/is-backfilled.js';
import { DefinitionCache } from '../definitions/definition-cache.js';
import { OutboxStore, type OutboxEvent } from '../persistence/stores/outbox.store.js';
import { RunProgressStore, type RunEnd } from '../persistence/stores/run-progress.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import type { WorkflowRunRow } from '../persistence/stores/workflow-run-row.js';
import type { WorkflowRunNews } from '../workflows/running/step-news.js';
import { queueDeadline } from './new-run.js';
import { runEvent, type RunNews } from './run-events.js';
import { RunFollowers } from './run-followers.js';

/** How the present attempt of a locked run ended. */
export interface AttemptEnding {
  readonly run: RunRow;
  readonly outcome: AttemptOutcome;
  readonly startedAt: Date | null;
  readonly finishedAt: Date;
  readonly workerId: string | null;
  readonly exitCode: number | null;
  readonly result: unknown;
  readonly failure: RunFailure | null;
  /** Whether schedules wait for the success of the run, where that is known. */
  readonly isAwaited?: boolean;
  /** The workflow run it is a node of, as it was locked with it, where that was done. */
  readonly workflowRun?: WorkflowRunRow;
  /** Of the run of a workflow: how its graph ended. */
  readonly workflowState?: WorkflowRunState;
}

/** What has to be told once the transaction is committed. */
export interface EndedRuns {
  /** Live views: may get lost. */
  readonly events: readonly RunNews[];
  /** The same of workflow runs. */
  readonly workflows: readonly WorkflowRunNews[];
  /** In the outbox: must arrive. */
  readonly outbox: readonly OutboxEvent[];
  /** Runs that may go out now: tried again, or waiting for these to end. */
  readonly ready: number;
  /** Runs that may belong to backfills. */
  readonly backfilled: readonly string[];
  /** Runs that were made because of it, due at once. */
  readonly started: readonly RunRow[];
}

/** A relay in good health sends its own events; the loop takes over what is older than this. */
const relayAfterMs = 5_000;
const alarming: readonly RunState[] = ['failed', 'timed_out', 'lost'];

/** The one place where attempts end: decides between retry and end, writes both, frees what waited for the run. */
@Injectable()
export class RunEnder {
  constructor(
    private readonly definitions: DefinitionCache,
    private readonly progress: RunProgressStore,
    private readonly outbox: OutboxStore,
    private readonly followers: RunFollowers,
    private readonly clock: Clock,
  ) {}

  /** The runs must be locked in this session and not have ended yet. */
  async end(session: Session, endings: readonly AttemptEnding[]): Promise<EndedRuns> {
    const now = this.clock.now();
    await this.definitions.load(
      session,
      endings.map((ending) => ending.run),
    );
    const events: RunNews[] = [];
    const finished: RunEnd[] = [];
    let retried = 0;
    for (const ending of endings) {
      const end = await this.#endOne(session, ending, now, events);
      if (end) finished.push(end);
      else retried += 1;
    }
    await this.progress.finish(session, finished);
    const outbox = events.filter((event) => alarming.includes(event.state)).map(toOutbox);
    await this.outbox.add(session, outbox, new Date(now.getTime() + relayAfterMs));
    const ended = { runs: endings.map((ending) => ending.run), endings, ends: finished };
    const freed = await this.followers.attemptsEnded(session, ended);
    const { endings: wholes, started, news } = await this.followers.wholesOver(session, ended);
    const live = events.filter((event) => !alarming.includes(event.state));
    const backfilled = ended.runs.filter(isBackfilled).map((run) => run.id);
    const told = { events: live, workflows: news, outbox, ready: retried + freed, backfilled, started };
    return wholes.length === 0 ? told : both(told, await this.end(session, wholes));
  }

  async #endOne(
    session: Session,
    ending: AttemptEnding,
    now: Date,
    events: RunNews[],
  ): Promise<RunEnd | undefined> {
    const { run } = ending;
    const definition = this.definitions.get(run);
    const losses = run.losses + (ending.outcome === 'lost' ? 1 : 0);
    const verdict = afterAttempt(
      {
        attempt: run.attempt,
        losses,
        outcome: ending.outcome,
        failure: ending.failure ?? undefined,
        cancelRequested: run.cancel_requested_at !== null,
      },
      definition.retry,
      now,
      Math.random(),
    );
    const end = endOf(ending, verdict.kind === 'finish' ? verdict.state : ending.outcome);
    if (verdict.kind === 'retry') {
      const queueDeadlineAt = queueDeadline(definition.queueTimeoutMs, verdict.dueAt);
      await this.progress.tryAgain(session, { end, dueAt: verdict.dueAt, losses, queueDeadlineAt });
      const change = { attempt: run.attempt + 1, failure: ending.failure };
      events.push({ state: 'pending', event: () => runEvent(run, 'pending', now, change) });
      return undefined;
    }
    const { workflowState } = ending;
    const change = { ...changeOf(end), ...(workflowState && { workflowState }) };
    events.push({ state: end.state, event: () => runEvent(run, end.state, now, change) });
    return end;
  }
}

function both(one: EndedRuns, other: EndedRuns): EndedRuns {
  return {
    events: [...one.events, ...other.events],
    workflows: [...one.workflows, ...other.workflows],
    outbox: [...one.outbox, ...other.outbox],
    ready: one.ready + other.ready,
    backfilled: [...one.backfilled, ...other.backfilled],
    started: [...one.started, ...other.started],
  };
}

function endOf(ending: AttemptEnding, state: RunState): RunEnd {
  const { run, startedAt, finishedAt, workerId, exitCode, result, failure } = ending;
  return {
    id: run.id,
    attempt: run.attempt,
    state,
    startedAt,
    finishedAt,
    workerId,
    exitCode,
    result,
    failure,
  };
}

function changeOf(end: RunEnd) {
  return {
    startedAt: end.startedAt?.toISOString() ?? null,
    finishedAt: end.finishedAt.toISOString(),
    workerId: end.workerId,
    exitCode: end.exitCode,
    failure: end.failure,
  };
}

function toOutbox({ state, event }: RunNews): OutboxEvent {
  return { message: 'run.event', routingKey: `run.${state}`, payload: event() };
}
