import { directorySize } from './directory-size.js';

const lookEveryMs = 1_000;
/** Of the time at most a tenth goes into counting. */
const restRatio = 9;

/** Counts what a directory takes, again and again, and tells once when that is more than it may. */
export class DiskWatch {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly directory: string,
    private readonly limitBytes: number,
    private readonly onOver: () => void,
  ) {}

  start(): void {
    if (this.limitBytes > 0) this.lookLater(lookEveryMs);
  }

  /** Whether it takes what it may, or more. */
  async isFull(): Promise<boolean> {
    return this.limitBytes > 0 && (await directorySize(this.directory, this.limitBytes)) >= this.limitBytes;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private lookLater(ms: number): void {
    this.timer = setTimeout(() => void this.look(), ms);
  }

  private async look(): Promise<void> {
    const startMs = performance.now();
    const size = await directorySize(this.directory, this.limitBytes);
    if (this.stopped) return;
    if (size > this.limitBytes) return this.onOver();
    this.lookLater(Math.max(lookEveryMs, restRatio * (performance.now() - startMs)));
  }
}
