interface Entry<T> {
  readonly value: Promise<T>;
  readonly loadedAtMs: number;
}

/** Remembers loaded values for a while; concurrent askers share one load, and a failed load is not remembered. */
export class ExpiringCache<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(private readonly options: { readonly ttlMs: number; readonly maxEntries: number }) {}

  get(key: string, load: () => Promise<T>): Promise<T> {
    const found = this.entries.get(key);
    if (found && performance.now() - found.loadedAtMs < this.options.ttlMs) return found.value;
    const value = load();
    this.entries.delete(key);
    this.entries.set(key, { value, loadedAtMs: performance.now() });
    value.catch(() => this.forgetIf(key, value));
    this.evict();
    return value;
  }

  forget(key: string): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }

  private forgetIf(key: string, value: Promise<T>): void {
    if (this.entries.get(key)?.value === value) this.entries.delete(key);
  }

  /** The oldest load goes first: Map keeps insertion order. */
  private evict(): void {
    if (this.entries.size <= this.options.maxEntries) return;
    const oldest = this.entries.keys().next();
    if (!oldest.done) this.entries.delete(oldest.value);
  }
}
