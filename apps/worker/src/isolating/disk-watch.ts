import { directorySize } from './directory-size.js';

const lookEveryMs = 1_000;
/** Of the time at most a tenth goes into counting. */
const restRatio = 9;

/** Counts what a directory takes, again and again, and tells once when that is more than it may. */
export class DiskWatch {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private wasUncountable = false;

  constructor(
    private readonly directory: string,
    private readonly limitBytes: number,
    private readonly onOver: () => void,
  ) {}

  start(): void {
    if (this.limitBytes > 0) this.lookLater(lookEveryMs);
  }

  /** Whether it is seen to take what it may, or more. */
  async isFull(): Promise<boolean> {
    if (this.limitBytes === 0) return false;
    const size = await directorySize(this.directory, this.limitBytes);
    return size >= this.limitBytes && size !== Infinity;
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
    // A program may close a directory for a moment; behind one that stays closed it could fill the disk.
    const isUncountable = size === Infinity;
    if (size > this.limitBytes && (!isUncountable || this.wasUncountable)) return this.onOver();
    this.wasUncountable = isUncountable;
    this.lookLater(Math.max(lookEveryMs, restRatio * (performance.now() - startMs)));
  }
}
