import { hash, verify } from '@node-rs/argon2';
import { UnavailableError } from '@orrery/domain';

/** OWASP's argon2id parameters: 19 MiB, two passes, one lane. argon2id is the library's default variant. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of a password nobody has: an unknown user costs the same time as a wrong password. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$hRkwkdjgBFQTX/RkTZbdwA$anCqOcXMkAA43RHe33qKyeodZjTFGp23EmxHmrLP0M8';

/** More waiting logins than this are turned away: each holds a thread of the pool that files and DNS need too. */
const LONGEST_QUEUE = 64;
const CONCURRENT = 2;

/** Hashes and checks passwords, a few at a time. */
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, parameters));
  }

  /** Takes the same time whether or not there is a hash. */
  async matches(password: string, passwordHash: string | undefined): Promise<boolean> {
    const matching = await this.inTurn(() => verify(passwordHash ?? NOBODY, password));
    return matching && passwordHash !== undefined;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting.length >= LONGEST_QUEUE)
      throw new UnavailableError('Too many logins at once; try again.');
    if (this.running >= CONCURRENT) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
