import { Injectable } from '@nestjs/common';

/** Counts reports of attempts that are no longer their sender's: refused, and the sender told to stop. */
@Injectable()
export class StaleReports {
  #total = 0;

  get total(): number {
    return this.#total;
  }

  refused(count: number): void {
    this.#total += count;
  }
}
