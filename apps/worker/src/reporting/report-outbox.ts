import type {
  CheckpointReport,
  FinishedReport,
  OverdueReport,
  ProgressReport,
  ReportMessage,
  SamplesReport,
  StartedReport,
} from '@orrery/contracts';
import { MessageSender, type Broker } from '@orrery/messaging';
import { Loop, messageOf, Waiter, type Logger, type LoopOptions } from '@orrery/runtime';
import type { Spool } from '../spool/spool.js';
import { HeldStarts } from './held-starts.js';

const MOST_PER_PUBLISH = 500;
const LOOK_MS = 1_000;
/** An unconfirmed report is sent again after this. */
const RESEND_AFTER_MS = 15_000;
const FULL_AT = 20_000;

/** A report and its text, which both the spool and the broker want. */
interface WrittenReport {
  readonly report: ReportMessage;
  readonly json: string;
}

function writtenReport(report: ReportMessage): WrittenReport {
  return { report, json: JSON.stringify(report) };
}

function wantsConfirmation({ kind }: ReportMessage): boolean {
  return kind === 'finished' || kind === 'checkpoint';
}

/**
 * Brings reports to the master. A finished report goes to the spool, then to the broker, and again every 15 s until the
 * master has confirmed it; so does a checkpoint, but for the spool; the others (started, progress, overdue) are sent once the
 * broker takes them.
 */
export class ReportOutbox {
  private queue: WrittenReport[] = [];
  /** Reports that want a confirmation and were sent, oldest first, with the time of sending. */
  private readonly unconfirmed = new Map<
    string,
    { readonly written: WrittenReport; readonly sentMs: number }
  >();
  /** Told when their report, by its id, is confirmed. */
  private readonly confirmations = new Map<string, () => void>();
  private spooling = 0;
  private readonly sender: MessageSender;
  private readonly loop: Loop;
  private readonly starts = new HeldStarts(() => this.loop.wake());
  private readonly emptied = new Waiter();
  private readonly sizeListeners: ((full: boolean) => void)[] = [];
  private wasFull = false;

  constructor(
    private readonly spool: Pick<Spool, 'finished' | 'sync' | 'confirmed'>,
    private readonly broker: Broker,
    private readonly logger: Logger,
    supervision: Pick<LoopOptions, 'clock' | 'registry'>,
  ) {
    this.sender = new MessageSender(broker);
    const step = () => this.runOnce();
    this.loop = new Loop({ ...supervision, name: 'report-outbox', intervalMs: LOOK_MS, step, logger });
    broker.onConnectionChange((connected) => {
      if (connected) this.loop.wake();
    });
  }

  get size(): number {
    return this.queue.length + this.unconfirmed.size + this.spooling;
  }

  /** Told when the master is so far behind that no further work should be taken, and when it has caught up. */
  onFull(listener: (full: boolean) => void): void {
    this.sizeListeners.push(listener);
  }

  start(): void {
    this.loop.start();
  }

  /** Reports of a former life that wait for their confirmation. */
  adopt(reports: Iterable<FinishedReport>): void {
    for (const report of reports) this.queue.push(writtenReport(report));
    this.loop.wake();
  }

  /** Told a moment later, unless the attempt is over by then. */
  started(report: StartedReport): void {
    this.starts.hold(report);
  }

  /** Progress is forgotten while the broker is away: a newer one follows, and they must not pile up. */
  send(report: ProgressReport | OverdueReport | CheckpointReport | SamplesReport): void {
    const start = this.starts.take(report);
    if (start !== undefined) this.queue.push(writtenReport(start));
    if (report.kind === 'progress' && !this.broker.isConnected()) return;
    this.queue.push(writtenReport(report));
    this.loop.wake();
  }

  /** Sends a checkpoint; resolves when a master has recorded it. */
  store(report: CheckpointReport): Promise<void> {
    return new Promise((resolve) => {
      this.confirmations.set(report.id, resolve);
      this.send(report);
    });
  }

  /**
   * Spools the report at once and sends it when its log, if there is one, has arrived; while it is on its way, the disk takes it.
   * Resolves when it is handed over and on the disk.
   */
  async finish(report: FinishedReport, logSent?: Promise<unknown>): Promise<void> {
    this.starts.take(report);
    this.spooling += 1;
    const written = writtenReport(report);
    try {
      await this.spool.finished(report, written.json);
    } catch (error) {
      this.logger.error({ err: error, runId: report.runId }, 'report not spooled; it is sent all the same');
    }
    const onDisk = this.spool.sync().catch((error: unknown) => {
      this.logger.error({ err: error, runId: report.runId }, 'report may not outlive a power cut');
    });
    if (logSent !== undefined) await logSent;
    this.spooling -= 1;
    this.queue.push(written);
    this.noticeSize();
    this.loop.wake();
    await onDisk;
  }

  async confirm(reportIds: readonly string[]): Promise<void> {
    const known = reportIds.filter((id) => this.unconfirmed.delete(id));
    const early = new Set(reportIds.filter((id) => !known.includes(id)));
    if (early.size > 0) this.queue = this.queue.filter(({ report }) => !early.has(report.id));
    for (const id of reportIds) {
      this.confirmations.get(id)?.();
      this.confirmations.delete(id);
    }
    this.noticeSize();
    await this.spool.confirmed(reportIds);
  }

  /** Waits until everything has been sent and confirmed, at most `limitMs`; tells whether it was. */
  async settle(limitMs: number): Promise<boolean> {
    const endMs = performance.now() + limitMs;
    while (this.size > 0 && performance.now() < endMs) await this.emptied.wait(endMs - performance.now());
    return this.size === 0;
  }

  stop(): Promise<void> {
    this.starts.stop();
    return this.loop.stop();
  }

  /** Sends what is due and tells how many reports that were; while the broker is away all of them wait. */
  async runOnce(): Promise<number> {
    for (const start of this.starts.takeDue()) this.queue.push(writtenReport(start));
    if (!this.broker.isConnected()) return 0;
    const nowMs = performance.now();
    let sent = 0;
    for (const { written, sentMs } of this.unconfirmed.values()) {
      if (nowMs - sentMs < RESEND_AFTER_MS) break;
      this.unconfirmed.delete(written.report.id);
      this.queue.push(written);
    }
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, MOST_PER_PUBLISH);
      if (!(await this.publish(batch))) break;
      sent += batch.length;
    }
    return sent;
  }

  private async publish(batch: readonly WrittenReport[]): Promise<boolean> {
    // Noted before: the confirmation may be faster than the broker's own.
    const sentMs = performance.now();
    for (const written of batch) {
      if (wantsConfirmation(written.report)) this.unconfirmed.set(written.report.id, { written, sentMs });
    }
    try {
      const messages = batch.map(({ report, json }) => ({ payload: report, id: report.id, json }));
      await this.sender.sendAll('run.report', messages);
    } catch (error) {
      this.logger.warn(
        { reports: batch.length, reason: messageOf(error) },
        'reports not sent; they are kept',
      );
      const open = batch.filter(
        ({ report }) => !wantsConfirmation(report) || this.unconfirmed.delete(report.id),
      );
      this.queue.unshift(...open);
      return false;
    }
    this.noticeSize();
    return true;
  }

  private noticeSize(): void {
    if (this.size === 0) this.emptied.wake();
    const full = this.size > (this.wasFull ? FULL_AT / 2 : FULL_AT);
    if (full === this.wasFull) return;
    this.wasFull = full;
    for (const listener of this.sizeListeners) listener(full);
  }
}
