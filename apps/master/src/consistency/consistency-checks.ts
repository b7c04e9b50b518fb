import { Injectable } from '@nestjs/common';
import type { ConsistencyCheck } from './consistency-check.js';

/** Every comparison there is; each room adds its own when it is made. */
@Injectable()
export class ConsistencyChecks {
  readonly #checks = new Map<string, ConsistencyCheck>();

  add(check: ConsistencyCheck): void {
    this.#checks.set(check.name, check);
  }

  all(): readonly ConsistencyCheck[] {
    return [...this.#checks.values()];
  }
}
