import { setTimeout as sleep } from 'node:timers/promises';
import { attemptLogBytes, type Clock } from '@orrery/domain';
import type { MessageSender } from '@orrery/messaging';
import { jittered, messageOf, type Logger } from '@orrery/runtime';
import { keyOf } from '../spool/spool-entry.js';
import { AttemptLog } from './attempt-log.js';
import { FoundLog } from './found-log.js';
import type { LogLimit } from './log-limit.js';
import type { LogSpool } from './log-spool.js';
import { SealedChunk, type WrittenChunk } from './sealed-chunk.js';
import type { ShippedLog } from './shipped-log.js';

/** A line waits no longer than this for others to travel with. */
const GATHER_MS = 100;
/** Chunks in one publish: 4 MiB of text. */
const MOST_CHUNKS = 16;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 2_000;

export interface LogShipperParts {
  readonly sender: Pick<MessageSender, 'sendAll'>;
  readonly spool: LogSpool;
  readonly limit: LogLimit;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A chunk in a round, and whose it is. */
interface Turn {
  readonly log: ShippedLog;
  readonly chunk: SealedChunk;
}

/** Sends the output of running attempts to the master in chunks, from the spool on; what the broker did not take is sent again. */
export class LogShipper {
  private readonly pending = new Set<ShippedLog>();
  private timer: NodeJS.Timeout | undefined;
  private shipping: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly parts: LogShipperParts) {}

  /** Sends what a former life left; by attempt, what resolves when its part has been sent. */
  async recover(): Promise<ReadonlyMap<string, Promise<void>>> {
    const byAttempt = new Map<string, SealedChunk[]>();
    for (const payload of await this.parts.spool.open()) {
      const chunks = byAttempt.get(keyOf(payload)) ?? [];
      byAttempt.set(keyOf(payload), [...chunks, SealedChunk.found(payload)]);
    }
    const logs = [...byAttempt].map(([key, chunks]) => [key, new FoundLog(chunks)] as const);
    for (const [, log] of logs) this.pending.add(log);
    if (logs.length > 0) this.shipNow();
    return new Map(logs.map(([key, { sent }]) => [key, sent]));
  }

  open(runId: string, attempt: number): AttemptLog {
    return new AttemptLog({
      runId,
      attempt,
      now: () => this.parts.clock.now().toISOString(),
      onAppend: (log) => this.schedule(log),
      limitBytes: attemptLogBytes(this.parts.limit.bytes, attempt),
    });
  }

  /** Sends what the log of an ended attempt holds; resolves when it has arrived, undefined when it has already. */
  finish(log: AttemptLog): Promise<void> | undefined {
    log.close();
    return log.isEmpty ? undefined : this.flush(log);
  }

  /** Sends what the log holds now; resolves when it has arrived. */
  flush(log: AttemptLog): Promise<void> {
    if (log.isEmpty) return Promise.resolve();
    const sent = log.sent();
    this.pending.add(log);
    this.shipNow();
    return sent;
  }

  /** What could not be sent stays in the spool for the next life. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.shipping;
    await this.parts.spool.close();
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
        const { logger } = this.parts;
        logger.warn({ logs: this.pending.size, reason: messageOf(error) }, 'logs not sent; they are kept');
        await this.spoolSafely('sync', () => this.parts.spool.sync());
        await sleep(jittered(backoffMs), undefined, { signal: this.stopping.signal }).catch(() => undefined);
        backoffMs = Math.min(2 * backoffMs, LONGEST_BACKOFF_MS);
      }
    }
  }

  private async shipRound(): Promise<void> {
    const turns = this.nextTurns();
    const written = await Promise.all(turns.map(({ chunk }) => chunk.written()));
    await this.keep(turns, written);
    const outcomes = await this.parts.sender.sendAll('log.chunk', written);
    const arrived: WrittenChunk[] = [];
    for (const [position, { log, chunk }] of turns.entries()) {
      if (outcomes[position] === 'unroutable') continue;
      arrived.push(written[position]!);
      log.confirm(chunk);
      this.pending.delete(log);
      if (!log.isEmpty) this.pending.add(log);
    }
    await this.spoolSafely('forget', () => this.parts.spool.sent(arrived.map(({ payload }) => payload)));
    // The queue was deleted: a master declares it anew at once.
    const homeless = turns.length - arrived.length;
    if (homeless > 0) throw new Error(`no queue took ${homeless} of ${turns.length} chunks`);
  }

  /** Logs take turns, so that a talkative attempt does not hold up the others. */
  private nextTurns(): Turn[] {
    const logs = [...this.pending].slice(0, MOST_CHUNKS);
    const each = Math.ceil(MOST_CHUNKS / logs.length);
    return logs.flatMap((log) => log.chunks(each).map((chunk) => ({ log, chunk }))).slice(0, MOST_CHUNKS);
  }

  /** A chunk that cannot be spooled is sent all the same: a line without a spare copy is better than none. */
  private async keep(turns: readonly Turn[], written: readonly WrittenChunk[]): Promise<void> {
    const fresh = turns.flatMap(({ chunk }, position) => (chunk.isKept ? [] : [{ chunk, position }]));
    if (fresh.length === 0) return;
    await this.spoolSafely('keep', async () => {
      await this.parts.spool.keep(fresh.map(({ position }) => written[position]!));
      for (const { chunk } of fresh) chunk.isKept = true;
    });
  }

  private async spoolSafely(what: string, use: () => Promise<void>): Promise<void> {
    try {
      await use();
    } catch (error) {
      this.parts.logger.error({ err: error, what }, 'the spool of logs failed; lines are sent without it');
    }
  }
}
