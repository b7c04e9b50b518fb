import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { longestCheckpointBytes } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
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
  private digest: string | undefined;

  constructor(
    private readonly path: string,
    private readonly limitBytes: number,
    private readonly read: (left: LeftFile) => ReadNote<T>,
  ) {}

  /** Never rejects. @param isLast what the program wrote last may bear the stamp of what was there before: clocks of files are coarse. */
  async look(isLast: boolean): Promise<ReadNote<T>> {
    try {
      // Mostly there is none, and to be told so takes microseconds.
      const stats = lstatSync(this.path, { bigint: true, throwIfNoEntry: false });
      const stamp = stats && `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
      const isSeen = stamp === this.seen;
      if (stamp === undefined || (isSeen && !isLast)) return { kind: 'none' };
      this.seen = stamp;
      const left = await readLeftFile(this.path, this.limitBytes);
      return this.isKnown(left) && isSeen ? { kind: 'none' } : this.read(left);
    } catch (error) {
      // There may be no directory any more to look into.
      return { kind: 'faulty', fault: `cannot be read: ${messageOf(error)}` };
    }
  }

  private isKnown(left: LeftFile): boolean {
    const text = left.kind === 'text' ? left.text : '';
    const before = this.digest;
    this.digest = createHash('sha256').update(text).digest('hex');
    return this.digest === before;
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
      await this.look(true);
    }
  }

  private lookLater(): void {
    this.timer = setTimeout(() => {
      this.looking = this.look(false).then(() => {
        if (!this.stopped) this.lookLater();
      });
    }, lookEveryMs);
  }

  private async look(isLast: boolean): Promise<void> {
    const progress = await this.progress.look(isLast);
    if (progress.kind === 'read') this.attempt.progress(progress.value.fraction, progress.value.message);
    else if (progress.kind === 'faulty') this.complain(`its progress file ${progress.fault}`);
    const checkpoint = await this.checkpoint.look(isLast);
    // Nobody waits until it is stored: a newer one follows, or the end of the attempt brings it along.
    if (checkpoint.kind === 'read') this.attempt.checkpoint(checkpoint.value).catch(() => undefined);
    else if (checkpoint.kind === 'faulty')
      this.complain(`its checkpoint is not kept: the file ${checkpoint.fault}`);
  }

  /** Each fault once: a program may repeat it every second, with figures of its own each time. */
  private complain(message: string): void {
    const fault = message.replaceAll(/\d+/g, '');
    if (this.complained.has(fault)) return;
    this.complained.add(fault);
    this.attempt.log.append('system', message);
  }
}
