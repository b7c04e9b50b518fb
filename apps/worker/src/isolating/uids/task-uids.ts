import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { uidsOfProcesses } from '../../killing/proc-scan.js';
import { removeLeftOfUid } from './left-of-uid.js';
import { isDead, makeMark, thisProcess } from './owner-mark.js';
import { UidClaims } from './uid-claims.js';
import type { UidRange } from './uid-range.js';

/** All workers of a machine that run as root look here which user ids are taken. */
export const uidsInUse = '/run/orrery/uids';

/** An id of a dead worker that is not free yet, and why. */
export interface UnclearedUid {
  readonly uid: number;
  readonly error: unknown;
}

/** Lends each attempt a user id that nobody else on this machine has meanwhile, and gives one away again as late as possible. */
export class TaskUids {
  private next: number;
  private readonly owner = thisProcess();
  private readonly claims: UidClaims;
  private clearing: Promise<readonly UnclearedUid[]> | undefined;

  constructor(
    private readonly range: UidRange,
    private readonly directory = uidsInUse,
    random = Math.random(),
  ) {
    this.next = range.first + Math.floor(random * (range.last - range.first + 1));
    this.claims = new UidClaims(directory, this.owner);
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    chmodSync(directory, 0o755);
  }

  /** Resolves at once unless ids of dead workers have to be cleared for it. @throws when all are taken. */
  async take(): Promise<number> {
    const free = this.takeFree();
    if (free !== undefined) return free;
    await this.clearDead();
    return this.takeFree() ?? raise(this.range);
  }

  give(uid: number): void {
    rmSync(join(this.directory, String(uid)), { force: true });
  }

  /** Those whose worker is gone and that no process has any more. */
  dead(): number[] {
    const taken = readdirSync(this.directory).filter((name) => /^\d+$/.test(name));
    const left = taken.filter((name) => isDead(join(this.directory, name)));
    const busy = left.length === 0 ? new Set() : uidsOfProcesses();
    return left.map(Number).filter((uid) => !busy.has(uid));
  }

  /** Whether it is this worker's to clear a dead one, and nobody else's; to be let go of when it is given. */
  claim(uid: number): boolean {
    if (!this.claims.take(uid)) return false;
    // Another one may have cleared it, and an attempt may have it by now.
    if (isDead(join(this.directory, String(uid)))) return true;
    this.letGo(uid);
    return false;
  }

  letGo(uid: number): void {
    this.claims.letGo(uid);
  }

  /** Frees the ids of dead workers, each when nothing is left of what it had; returns those of which something stays. */
  clearDead(): Promise<readonly UnclearedUid[]> {
    this.clearing ??= this.clearEach().finally(() => (this.clearing = undefined));
    return this.clearing;
  }

  private async clearEach(): Promise<readonly UnclearedUid[]> {
    const uncleared: UnclearedUid[] = [];
    for (const uid of this.dead()) {
      if (!this.claim(uid)) continue;
      try {
        await removeLeftOfUid(uid, 0);
        this.give(uid);
      } catch (error) {
        uncleared.push({ uid, error });
      } finally {
        this.letGo(uid);
      }
    }
    return uncleared;
  }

  private takeFree(): number | undefined {
    const { first, last } = this.range;
    for (let tried = first; tried <= last; tried += 1) {
      const uid = this.next;
      this.next = uid === last ? first : uid + 1;
      if (makeMark(join(this.directory, String(uid)), this.owner)) return uid;
    }
    return undefined;
  }
}

function raise({ first, last }: UidRange): never {
  throw new Error(`all user ids from ${first} to ${last} are taken (ORRERY_TASK_UIDS)`);
}
