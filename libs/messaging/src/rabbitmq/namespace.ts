import type { ExchangeName } from '@orrery/contracts';

/** Puts the installation's name in front of logical names, so that several share one broker. */
export class Namespace {
  constructor(private readonly name: string) {}

  exchange(name: ExchangeName): string {
    return `${this.name}.${name}`;
  }

  queue(name: string): string {
    return `${this.name}.${name}`;
  }
}
