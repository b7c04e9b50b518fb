import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { longestCheckpointBytes } from '@orrery/domain';
import type { Attempt } from '../executing/attempt.js';
import { readLeftFile, type LeftFile } from './left-file.js';
import { noteNames } from './note-files.js';
import { readCheckpoint, readProgress, type ReadNote } from './read-notes.js';

const lookEveryMs = 1_000;
/** A number and a message. */
const longestProgressBytes = 4_096;

/** A file that is looked at again and again, and read when it is another one than before. */
class NoteFile<T> {
  private seen: string | undefined;

  constructor(
    private readonly path: string,
    private readonly limitBytes: number,
    private readonly read: (left: LeftFile) => ReadNote<T>,
  ) {}

  async look(): Promise<ReadNote<T>> {
    // Mostly there is none, and to be told so takes microseconds.
    const stats = lstatSync(this.path, { bigint: true, throwIfNoEntry: false });
    const stamp = stats && `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
    if (stamp === undefined || stamp === this.seen) return { kind: 'none' };
    this.seen = stamp;
    return this.read(await readLeftFile(this.path, this.limitBytes));
  }
}

/** Takes up what a program tells of its progress, and its checkpoints: once a second, and when it has ended. */
export class NoteWatch {
  private readonly checkpoint: NoteFile<unknown>;
  private readonly progress: NoteFile<{ readonly fraction: number; readonly message: string | null }>;
  private readonly complained = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;

  /** @param directory that of the program, as the worker sees it */
  constructor(
    private readonly attempt: Attempt,
    directory: string,
  ) {
    const at = (name: string) => join(directory, name);
    this.checkpoint = new NoteFile(at(noteNames.checkpoint), longestCheckpointBytes, readCheckpoint);
    this.progress = new NoteFile(at(noteNames.progress), longestProgressBytes, readProgress);
  }

  /** Does the work, which is the program; what it told last is taken up when this resolves. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.lookLater();
    try {
      return await work();
    } finally {
      this.stopped = true;
      clearTimeout(this.timer);
      await this.looking;
      await this.look();
    }
  }

  private lookLater(): void {
    this.timer = setTimeout(() => {
      this.looking = this.look().then(() => {
        if (!this.stopped) this.lookLater();
      });
    }, lookEveryMs);
  }

  private async look(): Promise<void> {
    const progress = await this.progress.look();
    if (progress.kind === 'read') this.attempt.progress(progress.value.fraction, progress.value.message);
    else if (progress.kind === 'faulty') this.complain(`its progress file ${progress.fault}`);
    const checkpoint = await this.checkpoint.look();
    // Nobody waits until it is stored: a newer one follows, or the end of the attempt brings it along.
    if (checkpoint.kind === 'read') this.attempt.checkpoint(checkpoint.value).catch(() => undefined);
    else if (checkpoint.kind === 'faulty')
      this.complain(`its checkpoint is not kept: the file ${checkpoint.fault}`);
  }

  /** Each fault once: a program may repeat it every second. */
  private complain(message: string): void {
    if (this.complained.has(message)) return;
    this.complained.add(message);
    this.attempt.log.append('system', message);
  }
}
