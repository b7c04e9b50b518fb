import { Injectable } from '@nestjs/common';
import type { LogQuery, RunDto } from '@orrery/contracts';
import { Clock, isTerminal } from '@orrery/domain';
import { ServiceClient } from '@orrery/messaging';
import { EventFeed, type Watch } from './event-feed.js';
import { GapPatience } from './gap-patience.js';
import { logSteps, type LogStep } from './log-steps.js';
import type { SseEvent } from './sse-channel.js';
import { whileAway } from './while-away.js';

const PAGE = 1_000;
/** An event may get lost, so news is also looked for this often. */
const POLL_MS = 2_000;
/** Reports and log chunks travel apart: for so long after the end of a run, lines may still arrive. */
const LINES_ARRIVE_MS = 1_000;

/** Follows a run for one viewer: reads by request whenever its feed says that there is news, so nothing is missed or doubled. */
@Injectable()
export class RunFollower {
  constructor(
    private readonly client: ServiceClient,
    private readonly feed: EventFeed,
    private readonly clock: Clock,
  ) {}

  /**
   * The lines after `after` as `log` events, a `gap` for those that are missing for good, then `end` when the run has ended and
   * all of them were sent.
   */
  async *logs(runId: string, after: number, signal: AbortSignal): AsyncGenerator<SseEvent> {
    const patience = new GapPatience();
    for await (const run of this.looks(runId, signal)) {
      let isWaiting = false;
      // The run was read before its lines: lines of a run that had settled by then are all there.
      for await (const step of this.stepsAfter(runId, after, signal)) {
        isWaiting = step.kind === 'gap' && patience.mayFill(step.gap);
        if (isWaiting) break;
        after = step.kind === 'gap' ? step.gap.to : step.line.seq;
        yield eventOf(step);
      }
      if (!isWaiting && this.hasSettled(run)) return yield* [{ event: 'end', data: { state: run.state } }];
    }
  }

  /** The run as `run` events whenever it has changed, then `end` with its final state. */
  async *states(runId: string, signal: AbortSignal): AsyncGenerator<SseEvent> {
    let last = '';
    for await (const run of this.looks(runId, signal)) {
      const text = JSON.stringify(run);
      if (text !== last) yield { event: 'run', data: run };
      last = text;
      if (isTerminal(run.state)) return yield* [{ event: 'end', data: { state: run.state } }];
    }
  }

  /** The run now and after each sign of news; a service that is away for a while is waited for. */
  private async *looks(runId: string, signal: AbortSignal): AsyncGenerator<RunDto> {
    const watch = this.feed.watch(runId);
    const wake = () => watch.waiter.wake();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted) {
        const run = await whileAway(() => this.client.call('run.get', { id: runId }));
        if (run !== undefined) yield run;
        await this.nextNews(watch, run, signal);
      }
    } finally {
      signal.removeEventListener('abort', wake);
      watch.close();
    }
  }

  private async nextNews(watch: Watch, run: RunDto | undefined, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await watch.waiter.wait(run && isTerminal(run.state) ? LINES_ARRIVE_MS : POLL_MS);
  }

  private async *stepsAfter(runId: string, after: number, signal: AbortSignal): AsyncGenerator<LogStep> {
    let query: LogQuery = { after, limit: PAGE };
    for (;;) {
      const page = await whileAway(() => this.client.call('run.logs', { id: runId, query }));
      if (page === undefined) return;
      yield* logSteps(page);
      if (page.nextCursor === null || signal.aborted) return;
      query = { cursor: page.nextCursor, limit: PAGE };
    }
  }

  private hasSettled({ state, finishedAt }: RunDto): boolean {
    if (!isTerminal(state)) return false;
    return finishedAt === null || this.clock.now().getTime() - Date.parse(finishedAt) >= LINES_ARRIVE_MS;
  }
}

/** A client that comes back after it gets what follows. */
function eventOf(step: LogStep): SseEvent {
  return step.kind === 'gap'
    ? { event: 'gap', id: String(step.gap.to), data: step.gap }
    : { event: 'log', id: String(step.line.seq), data: step.line };
}
