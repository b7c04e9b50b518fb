/** The places for attempts on this worker; whoever takes one gives it back. */
export class Slots {
  private taken = 0;
  private readonly freedListeners: (() => void)[] = [];
  private readonly busyListeners: ((busy: number) => void)[] = [];

  constructor(readonly total: number) {}

  get busy(): number {
    return this.taken;
  }

  get free(): number {
    return this.total - this.taken;
  }

  tryTake(weight = 1): boolean {
    if (this.taken + weight > this.total) return false;
    this.change(weight);
    return true;
  }

  give(weight = 1): void {
    this.change(-weight);
    for (const listener of this.freedListeners) listener();
  }

  onFreed(listener: () => void): void {
    this.freedListeners.push(listener);
  }

  /** Told the number of taken slots whenever it changes. */
  onBusyChange(listener: (busy: number) => void): void {
    this.busyListeners.push(listener);
  }

  private change(by: number): void {
    this.taken += by;
    for (const listener of this.busyListeners) listener(this.taken);
  }
}
