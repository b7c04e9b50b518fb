/** Messages in order: cheap to append, to take from the front and to put back before the rest, however many there are. */
export class Backlog<T> {
  private returned: T[] = [];
  private items: T[] = [];
  private head = 0;

  get size(): number {
    return this.returned.length + this.items.length - this.head;
  }

  append(item: T): void {
    this.items.push(item);
  }

  putBack(item: T): void {
    this.returned.push(item);
  }

  first(): T | undefined {
    return this.returned[0] ?? this.items[this.head];
  }

  take(): T | undefined {
    if (this.returned.length > 0) return this.returned.shift();
    const item = this.items[this.head];
    if (item === undefined) return undefined;
    this.head += 1;
    if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }
}
