import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackedLogChunk } from '@orrery/contracts';
import { messageOf, type Logger } from '@orrery/runtime';
import { Journal } from '../spool/journal.js';
import { journalName } from '../spool/read-journals.js';
import type { WrittenChunk } from './sealed-chunk.js';

const JOURNAL = /^\d{8}\.journal$/;
/** A file above this is followed by another; it goes when all of its chunks have been sent. */
const MOST_BYTES = 16 * 1_048_576;
/** A file above this goes as soon as nothing in it waits. */
const IDLE_BYTES = 1_048_576;

/** One line of a file: a chunk, or that chunks have been sent. */
type Line = PackedLogChunk | { readonly sent: readonly string[] };

interface Segment {
  readonly name: string;
  /** Undefined: of a former life. */
  readonly journal?: Journal;
  readonly waiting: Set<string>;
}

/** Chunks of logs in files until the broker has them: they outlive the process. One call at a time. */
export class LogSpool {
  private readonly segments = new Set<Segment>();
  private readonly segmentOf = new Map<string, Segment>();
  private present: Segment | undefined;
  private number = 0;

  constructor(
    private readonly directory: string,
    private readonly logger: Logger,
  ) {}

  /** Takes over what a former life left: the chunks that have not been sent, in the order they were written. */
  async open(): Promise<PackedLogChunk[]> {
    const names = (await readdir(this.directory)).filter((name) => JOURNAL.test(name)).sort();
    const found: PackedLogChunk[] = [];
    for (const name of names) found.push(...(await this.adopt(name)));
    this.number = Number(names.at(-1)?.slice(0, 8) ?? 0);
    return found;
  }

  /** Resolves when the chunks survive the end of the process. */
  async keep(chunks: readonly WrittenChunk[]): Promise<void> {
    const segment = await this.roomy();
    await segment.journal!.append(...chunks.map(({ json }) => json));
    for (const { payload } of chunks) {
      segment.waiting.add(keyOf(payload));
      this.segmentOf.set(keyOf(payload), segment);
    }
  }

  /** The broker has these. */
  async sent(chunks: readonly PackedLogChunk[]): Promise<void> {
    const keys = chunks.map(keyOf).filter((key) => this.segmentOf.get(key)?.waiting.delete(key));
    for (const key of keys) this.segmentOf.delete(key);
    for (const segment of this.segments) {
      const isSpent = segment !== this.present || segment.journal!.size > IDLE_BYTES;
      if (segment.waiting.size === 0 && isSpent) await this.forget(segment);
    }
    if (keys.length > 0) await this.present?.journal!.append(JSON.stringify({ sent: keys } satisfies Line));
  }

  /** Resolves when everything kept would survive a power cut, too. */
  async sync(): Promise<void> {
    await this.present?.journal!.sync();
  }

  async close(): Promise<void> {
    for (const { journal } of this.segments) await journal?.close();
    this.segments.clear();
    this.present = undefined;
  }

  private async adopt(name: string): Promise<PackedLogChunk[]> {
    const waiting = new Map<string, PackedLogChunk>();
    for (const text of (await readFile(join(this.directory, name), 'utf8')).split('\n')) {
      const line = text === '' ? undefined : this.parsed(text, name);
      if (line === undefined) continue;
      if ('sent' in line) for (const key of line.sent) waiting.delete(key);
      else waiting.set(keyOf(line), line);
    }
    const segment = { name, waiting: new Set(waiting.keys()) };
    this.segments.add(segment);
    for (const key of waiting.keys()) this.segmentOf.set(key, segment);
    if (waiting.size === 0) await this.forget(segment);
    return [...waiting.values()];
  }

  private parsed(text: string, name: string): Line | undefined {
    try {
      return JSON.parse(text) as Line;
    } catch (error) {
      const what = { journal: name, bytes: text.length, reason: messageOf(error) };
      this.logger.warn(what, 'torn line in the spool of logs passed over');
      return undefined;
    }
  }

  private async roomy(): Promise<Segment> {
    if (this.present !== undefined && this.present.journal!.size < MOST_BYTES) return this.present;
    const name = journalName((this.number += 1));
    const journal = await Journal.create(join(this.directory, name));
    this.present = { name, journal, waiting: new Set() };
    this.segments.add(this.present);
    return this.present;
  }

  private async forget(segment: Segment): Promise<void> {
    this.segments.delete(segment);
    if (segment === this.present) this.present = undefined;
    await segment.journal?.close();
    await rm(join(this.directory, segment.name), { force: true });
  }
}

function keyOf({ runId, attempt, first, last }: PackedLogChunk): string {
  return `${runId}.${attempt}.${first}-${last}`;
}
