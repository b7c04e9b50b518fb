import { Injectable } from '@nestjs/common';
import { judgeSilence, type SilenceVerdict } from '@orrery/domain';
import { MessageSender } from '@orrery/messaging';
import { Database } from '@orrery/persistence';
import { MasterSettings } from '../master-settings.js';
import type { GoneWorker } from '../persistence/stores/worker-life.store.js';
import { LifeRecords } from './life-records.js';

/** A master that has not looked for so long did not lead meanwhile: what it asked then counts for nothing. */
const longestGapMs = 5_000;

/**
 * Asks living workers whose heartbeats do not come for one, which they send to every master: heartbeats reach the masters in
 * turns, and one that hangs takes some of them with it.
 */
@Injectable()
export class SilentWorkers {
  /** When each was asked first in its present silence, by id and epoch. */
  #asked = new Map<string, number>();
  #lookedMs = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly records: LifeRecords,
    private readonly sender: MessageSender,
    private readonly settings: MasterSettings,
  ) {}

  /** Those that are silent for too long and did not answer in time; those that are silent for less are asked. */
  async unanswering(): Promise<GoneWorker[]> {
    const { now, workers } = await this.database.run((session) => this.records.living(session));
    const nowMs = performance.now();
    if (nowMs - this.#lookedMs > longestGapMs) this.#asked = new Map();
    const verdicts = workers.map((worker) => this.#judge(worker, now, nowMs));
    const silent = workers.filter((_, index) => verdicts[index] !== 'heard');
    await this.#ask(silent);
    this.#asked = new Map(silent.map(lifeOf).map((life) => [life, this.#asked.get(life) ?? nowMs]));
    this.#lookedMs = nowMs;
    return workers.filter((_, index) => verdicts[index] === 'lost');
  }

  #judge(worker: GoneWorker, now: Date, nowMs: number): SilenceVerdict {
    const askedMs = this.#asked.get(lifeOf(worker));
    const askedForMs = askedMs === undefined ? undefined : nowMs - askedMs;
    const silentForMs = now.getTime() - worker.last_seen_at.getTime();
    return judgeSilence({ silentForMs, askedForMs }, this.settings.config.workerSilentMs);
  }

  async #ask(workers: readonly GoneWorker[]): Promise<void> {
    const payload = { v: 1, answer: true } as const;
    await this.sender.sendAll(
      'worker.ping',
      workers.map(({ id }) => ({ payload, address: id })),
    );
  }
}

function lifeOf({ id, epoch }: GoneWorker): string {
  return `${id} ${epoch}`;
}
