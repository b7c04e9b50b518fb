import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@orrery/domain';
import type { MessageSender } from '@orrery/messaging';
import { jittered, messageOf, type Logger } from '@orrery/runtime';
import { AttemptLog } from './attempt-log.js';

/** A line waits no longer than this for others to travel with. */
const GATHER_MS = 100;
/** Chunks in one publish: at 64 KiB each, 2 MiB. */
const MOST_CHUNKS = 32;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 2_000;

/** Sends the output of running attempts to the master in chunks; what the broker did not take is sent again. */
export class LogShipper {
  private readonly pending = new Set<AttemptLog>();
  private timer: NodeJS.Timeout | undefined;
  private shipping: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(
    private readonly sender: Pick<MessageSender, 'sendAll'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  open(runId: string, attempt: number): AttemptLog {
    const now = () => this.clock.now().toISOString();
    return new AttemptLog(runId, attempt, now, (log) => this.schedule(log));
  }

  /** Sends what the log holds now; resolves when it has arrived. */
  flush(log: AttemptLog): Promise<void> {
    if (log.isEmpty) return Promise.resolve();
    const sent = log.sent();
    this.shipNow();
    return sent;
  }

  /** Gives up what could not be sent. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.shipping;
  }

  private schedule(log: AttemptLog): void {
    this.pending.add(log);
    if (log.isUrgent) this.shipNow();
    else this.timer ??= setTimeout(() => this.shipNow(), GATHER_MS);
  }

  private shipNow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.shipping ??= this.ship().finally(() => {
      this.shipping = undefined;
      if (this.pending.size > 0 && !this.stopping.signal.aborted) this.shipNow();
    });
  }

  private async ship(): Promise<void> {
    let backoffMs = FIRST_BACKOFF_MS;
    while (this.pending.size > 0 && !this.stopping.signal.aborted) {
      try {
        await this.shipRound();
        backoffMs = FIRST_BACKOFF_MS;
      } catch (error) {
        this.logger.warn(
          { logs: this.pending.size, reason: messageOf(error) },
          'logs not sent; they are kept',
        );
        await sleep(jittered(backoffMs), undefined, { signal: this.stopping.signal }).catch(() => undefined);
        backoffMs = Math.min(2 * backoffMs, LONGEST_BACKOFF_MS);
      }
    }
  }

  /** One chunk of each log in turn, so that a talkative attempt does not hold up the others. */
  private async shipRound(): Promise<void> {
    const logs = [...this.pending].slice(0, MOST_CHUNKS);
    const chunks = logs.map((log) => log.chunk());
    const outcomes = await this.sender.sendAll(
      'log.chunk',
      chunks.map((payload) => ({ payload })),
    );
    // The queue was deleted: a master declares it anew at once.
    const homeless = outcomes.filter((outcome) => outcome === 'unroutable').length;
    for (const [position, log] of logs.entries()) {
      if (outcomes[position] === 'unroutable') continue;
      log.confirm(chunks[position]!.lines.length);
      this.pending.delete(log);
      if (!log.isEmpty) this.pending.add(log);
    }
    if (homeless > 0) throw new Error(`no queue took ${homeless} of ${chunks.length} chunks`);
  }
}
