import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ControlMessage, ReportMessage } from '@orrery/contracts';
import { MessageSender } from '@orrery/messaging';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';

/** A worker keeps an end that long without need; meanwhile others are told with it. */
const HOLD_MS = 20;
/** So many are told at once. */
const MOST_HELD = 100;

/**
 * Tells workers which of their reports are recorded, so that their spools may forget them. Nobody waits for word of an end, while a
 * message for each would cost the broker, the worker and the disk of its spool as much as the report itself: ends are told together. An
 * attempt waits for word of its checkpoint.
 */
@Injectable()
export class ReportConfirmations implements OnModuleDestroy {
  /** Ids of reports by worker. */
  #held = new Map<string, string[]>();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sender: MessageSender,
    private readonly log: MasterLogger,
  ) {}

  /** Resolves when what had to be told at once is told. A lost confirmation is harmless: the worker reports again and is answered again. */
  async confirm(reports: readonly ReportMessage[]): Promise<void> {
    for (const { kind, workerId, id } of reports)
      if (kind === 'finished' || kind === 'checkpoint') this.#hold(workerId, id);
    if (this.#count >= MOST_HELD || reports.some(({ kind }) => kind === 'checkpoint')) return this.#tell();
    if (this.#count > 0) this.#timer ??= setTimeout(() => void this.#tell(), HOLD_MS);
  }

  /** Workers that drain must not wait for what this master knows already. */
  async onModuleDestroy(): Promise<void> {
    await this.#tell();
  }

  #hold(workerId: string, id: string): void {
    this.#count += 1;
    const ids = this.#held.get(workerId);
    if (ids) ids.push(id);
    else this.#held.set(workerId, [id]);
  }

  async #tell(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const held = this.#held;
    this.#held = new Map();
    this.#count = 0;
    const messages = [...held].map(([workerId, reportIds]) => ({
      payload: { v: 1, kind: 'confirm', reportIds } satisfies ControlMessage,
      address: workerId,
    }));
    try {
      await this.sender.sendAll('worker.control', messages);
    } catch (error) {
      this.log.logger.debug(
        `${messages.length} worker(s) were not answered (${messageOf(error)}); they will ask again`,
      );
    }
  }
}
