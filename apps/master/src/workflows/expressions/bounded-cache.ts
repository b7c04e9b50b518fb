/** Values by text, up to so many characters of text; the one used longest ago goes first. */
export class BoundedCache<Value> {
  readonly #known = new Map<string, Value>();
  #characters = 0;

  constructor(private readonly mostCharacters: number) {}

  get(text: string): Value | undefined {
    const known = this.#known.get(text);
    if (known === undefined) return undefined;
    this.#known.delete(text);
    this.#known.set(text, known);
    return known;
  }

  set(text: string, value: Value): void {
    this.delete(text);
    this.#known.set(text, value);
    this.#characters += text.length;
    for (const oldest of this.#known.keys()) {
      if (this.#characters <= this.mostCharacters) return;
      this.delete(oldest);
    }
  }

  delete(text: string): void {
    if (this.#known.delete(text)) this.#characters -= text.length;
  }
}
