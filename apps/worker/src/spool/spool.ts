import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FinishedReport } from '@orrery/contracts';
import type { Logger } from '@orrery/runtime';
import { Journal } from './journal.js';
import { journalName, readJournals } from './read-journals.js';
import type { AttemptId, SpoolEntry } from './spool-entry.js';
import { SpoolState } from './spool-state.js';

/** A journal is rewritten when it exceeds this and has doubled since it was begun: writing is at most doubled by that. */
const DEFAULT_COMPACT_BYTES = 8 * 1024 * 1024;

/** The worker's durable memory: which attempts it took over and what became of them, until the master has recorded it. */
export class Spool {
  private state = new SpoolState();
  private journal: Journal;
  private number = 0;
  private compactAtBytes = 0;
  private compacting: Promise<void> | undefined;

  constructor(
    private readonly directory: string,
    private readonly logger: Logger,
    private readonly compactBytes = DEFAULT_COMPACT_BYTES,
  ) {}

  /** Recovers what a former life left: unfinished attempts and unconfirmed reports. */
  async open(): Promise<Pick<SpoolState, 'unfinished' | 'unconfirmed'>> {
    const found = await readJournals(this.directory, this.logger);
    this.state = found.state;
    await this.startJournal(found.next);
    for (const name of found.names) await rm(join(this.directory, name), { force: true });
    return { unfinished: new Map(found.state.unfinished), unconfirmed: new Map(found.state.unconfirmed) };
  }

  /** Attempts and reports it holds. */
  get size(): number {
    return this.state.size;
  }

  holds(attempt: AttemptId): boolean {
    return this.state.holds(attempt);
  }

  /** Written when it resolves; survives the death of the process. */
  accepted({ runId, attempt }: AttemptId): Promise<void> {
    return this.record({ accepted: { runId, attempt } }).catch((error: unknown) => {
      this.state.apply({ dropped: { runId, attempt } });
      throw error;
    });
  }

  dropped({ runId, attempt }: AttemptId): Promise<void> {
    return this.record({ dropped: { runId, attempt } });
  }

  /** Written when it resolves; survives the death of the process. `json`: the report as text. */
  finished(report: FinishedReport, json = JSON.stringify(report)): Promise<void> {
    return this.record({ finished: report }, `{"finished":${json}}`);
  }

  /** What was written before is on the disk when it resolves. */
  sync(): Promise<void> {
    return this.journal.sync();
  }

  confirmed(reportIds: readonly string[]): Promise<void> {
    return this.record({ confirmed: reportIds });
  }

  async close(): Promise<void> {
    await this.compacting;
    await this.journal.close();
  }

  /** Thousands a second come this way, so no promise is made that is not needed. */
  private record(entry: SpoolEntry, line = JSON.stringify(entry)): Promise<void> {
    this.state.apply(entry);
    if (this.journal.size > this.compactAtBytes) {
      this.compacting ??= this.compact().finally(() => (this.compacting = undefined));
    }
    return this.compacting?.then(() => this.journal.append(line)) ?? this.journal.append(line);
  }

  /** Everything recorded up to now is in the state, so the new journal needs nothing of the old one. */
  private async compact(): Promise<void> {
    const old = this.journal;
    const oldName = journalName(this.number);
    try {
      await this.startJournal(this.number + 1);
    } catch (error) {
      this.logger.error({ err: error }, 'compacting the spool failed; the old journal stays in use');
      this.compactAtBytes = old.size + this.compactBytes;
      return;
    }
    await old.close();
    await rm(join(this.directory, oldName), { force: true });
  }

  /** The new journal gets its name only when it is complete on the disk. */
  private async startJournal(number: number): Promise<void> {
    const name = join(this.directory, journalName(number));
    await rm(`${name}.new`, { force: true });
    const journal = await Journal.create(`${name}.new`);
    try {
      await journal.append(...this.state.entries().map((entry) => JSON.stringify(entry)), '');
      await journal.sync();
      await rename(`${name}.new`, name);
      await syncDirectory(this.directory);
    } catch (error) {
      await journal.close();
      throw error;
    }
    this.journal = journal;
    this.number = number;
    this.compactAtBytes = Math.max(this.compactBytes, 2 * journal.size);
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
