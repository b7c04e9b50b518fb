import { open, type FileHandle } from 'node:fs/promises';

interface Batch {
  readonly lines: string[];
  readonly written: Promise<void>;
}

/**
 * A file of lines that only grows. Lines appended while a write is under way go together in the next one; syncs asked for
 * while one is under way share the next one (group commit).
 */
export class Journal {
  private position = 0;
  private gathering: Batch | undefined;
  private lastWrite: Promise<unknown> = Promise.resolve();
  private nextSync: Promise<void> | undefined;
  private lastSync: Promise<unknown> = Promise.resolve();
  private mend = '';

  private constructor(private readonly file: FileHandle) {}

  /** Makes the file; it must not exist. */
  static async create(path: string): Promise<Journal> {
    return new Journal(await open(path, 'ax', 0o600));
  }

  /** Bytes written so far. */
  get size(): number {
    return this.position;
  }

  /** Resolves when the lines are with the operating system: they survive the end of the process, not a power cut. */
  append(...lines: readonly string[]): Promise<void> {
    this.gathering ??= this.startBatch();
    for (const line of lines) this.gathering.lines.push(line);
    return this.gathering.written;
  }

  /** Resolves when everything appended before is on the disk. */
  sync(): Promise<void> {
    this.nextSync ??= this.startSync();
    return this.nextSync;
  }

  async close(): Promise<void> {
    await this.lastWrite.catch(() => undefined);
    await this.lastSync.catch(() => undefined);
    await this.file.close();
  }

  private startBatch(): Batch {
    const lines: string[] = [];
    const written = this.lastWrite
      .catch(() => undefined)
      .then(() => {
        this.gathering = undefined;
        return this.write(lines);
      });
    this.lastWrite = written;
    written.catch(() => undefined); // each appender hears of it
    return { lines, written };
  }

  private async write(lines: readonly string[]): Promise<void> {
    const bytes = Buffer.from(`${this.mend}${lines.join('\n')}\n`);
    try {
      for (let done = 0; done < bytes.length;) {
        done += (await this.file.write(bytes, done)).bytesWritten;
      }
      this.mend = '';
      this.position += bytes.length;
    } catch (error) {
      this.mend = '\n'; // ends the line that may have been torn
      throw error;
    }
  }

  private startSync(): Promise<void> {
    const sync = this.lastSync
      .catch(() => undefined)
      .then(async () => {
        this.nextSync = undefined;
        await this.lastWrite;
        await this.file.datasync();
      });
    this.lastSync = sync;
    sync.catch(() => undefined);
    return sync;
  }
}
