/** Progress faster than this is not sent; the newest one waits for its turn. */
const LEAST_INTERVAL_MS = 200;

/** Thins out what an attempt says of its progress. */
export class ProgressReporter {
  private timer: NodeJS.Timeout | undefined;
  private newest: (() => void) | undefined;

  constructor(private readonly send: (fraction: number, message: string | null) => void) {}

  report(fraction: number, message: string | null): void {
    const within = Math.min(1, Math.max(0, fraction));
    if (Number.isNaN(within)) return;
    this.newest = () => this.send(within, message);
    if (this.timer === undefined) this.sendNewest();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.newest?.();
    this.newest = undefined;
  }

  private sendNewest(): void {
    this.timer = undefined;
    if (this.newest === undefined) return;
    this.newest();
    this.newest = undefined;
    this.timer = setTimeout(() => this.sendNewest(), LEAST_INTERVAL_MS);
  }
}
