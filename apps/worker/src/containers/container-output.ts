import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type { Attempt } from '../executing/attempt.js';
import { LineSplitter } from '../logs/line-splitter.js';
import type { ContainerEngine } from './container-engine.js';
import { OutputFrames } from './output-frames.js';

/** What runs no more writes nothing more: so long nothing came, and the log was not in the way, that somebody else holds the stream. */
const stallLimitMs = 5_000;
const lookEveryMs = 50;

/** The output of one container on its way into the log of its attempt, no faster than the log can be sent. */
export class ContainerOutput {
  private readonly lines: Readonly<Record<'stdout' | 'stderr', LineSplitter>>;
  private stream: Readable | undefined;
  private copied: Promise<void> = Promise.resolve();
  private isOpen = false;
  private isWaiting = false;
  private lastMs = 0;

  constructor(
    private readonly engine: Pick<ContainerEngine, 'attach'>,
    private readonly name: string,
    private readonly attempt: Attempt,
  ) {
    const splitter = (stream: 'stdout' | 'stderr') =>
      new LineSplitter((bytes, count) => attempt.log.appendLines(stream, bytes, count));
    this.lines = { stdout: splitter('stdout'), stderr: splitter('stderr') };
  }

  /** Whether the engine has ended the stream. */
  get hasEnded(): boolean {
    return !this.isOpen;
  }

  /** Resolves when the engine has ended the stream, and all of it is in the log. */
  get ended(): Promise<void> {
    return this.copied;
  }

  /** What is written from now on goes into the log. */
  async open(): Promise<void> {
    this.stream = await this.engine.attach(this.name);
    this.isOpen = true;
    this.copied = this.copy(this.stream).finally(() => (this.isOpen = false));
  }

  /** Nothing runs any more: waits for what is on its way, and ends. */
  async finish(): Promise<void> {
    this.lastMs = performance.now();
    while (this.isOpen && (this.isWaiting || performance.now() - this.lastMs < stallLimitMs)) {
      await Promise.race([this.copied, sleep(lookEveryMs)]);
    }
    this.stream?.destroy();
    await this.copied;
    this.lines.stdout.end();
    this.lines.stderr.end();
  }

  /** Whatever comes is not wanted any more. */
  close(): void {
    this.stream?.destroy();
  }

  private async copy(stream: Readable): Promise<void> {
    const frames = new OutputFrames();
    try {
      for await (const chunk of stream) {
        this.lastMs = performance.now();
        for (const { stream: which, bytes } of frames.push(chunk as Buffer)) this.lines[which].push(bytes);
        this.isWaiting = true;
        await this.attempt.log.room();
        this.isWaiting = false;
      }
    } catch {
      // the engine broke it off: whoever waits for the end of the container asks whether it runs
    }
  }
}
