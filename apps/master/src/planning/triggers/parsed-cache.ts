/** Keeps what is costly to parse, up to a size; then it begins anew. */
export class ParsedCache<T> {
  readonly #known = new Map<string, T>();

  constructor(private readonly size: number) {}

  get(key: string, parse: () => T): T {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const parsed = parse();
    if (this.#known.size >= this.size) this.#known.clear();
    this.#known.set(key, parsed);
    return parsed;
  }
}
