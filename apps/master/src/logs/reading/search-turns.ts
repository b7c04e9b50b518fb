import { UnavailableError } from '@orrery/domain';

export interface SearchLimits {
  /** So many go on at a time. */
  readonly atOnce: number;
  /** So many more may wait. */
  readonly waiting: number;
  /** None waits longer. */
  readonly waitMs: number;
  /** None keeps its turn longer, even if the place of the logs does not answer. */
  readonly turnMs: number;
}

/** What searches may take of a master: each keeps a thread and up to a second and a half of time busy, and callers wait five seconds. */
const limitsOfMaster: SearchLimits = { atOnce: 4, waiting: 16, waitMs: 1_500, turnMs: 5_000 };

/** Lets a few searches of logs go on at a time; others wait for their turn, in the order they came, and not for long. */
export class SearchTurns {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly limits = limitsOfMaster) {}

  /** @throws UnavailableError when too many wait, or its turn does not come in time, or the search takes too long. */
  async take<T>(search: () => Promise<T>): Promise<T> {
    if (this.#running >= this.limits.atOnce) await this.#turn();
    else this.#running += 1;
    try {
      return await this.#inTime(search());
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  /** What it finds, unless that takes too long: then nobody waits for it any more. */
  async #inTime<T>(found: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(tooLong()), this.limits.turnMs);
    });
    try {
      return await Promise.race([found, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Resolves when somebody hands on its own. */
  #turn(): Promise<void> {
    if (this.#waiting.length >= this.limits.waiting) throw tooMany();
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        reject(tooMany());
      };
      const timer = setTimeout(giveUp, this.limits.waitMs);
      this.#waiting.push(begin);
    });
  }
}

function tooMany(): UnavailableError {
  return new UnavailableError('Too many searches of logs at once; try again in a few seconds.');
}

function tooLong(): UnavailableError {
  return new UnavailableError('The search took too long where logs are kept; try again in a few seconds.');
}
