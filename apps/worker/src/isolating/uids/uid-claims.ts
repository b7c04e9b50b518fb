import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDead, makeMark } from './owner-mark.js';

/** One below that is not the holder sees this one and goes in a moment. */
const mostLooks = 20;

/**
 * Who clears a user id of a dead worker. A claim whose holder has died is not taken away to make room for the next one: of two
 * that do so at once, one would take away the other's. The next one goes above it (`<uid>.claim`, `<uid>.claim.1`, …): whoever
 * has the highest, with none below it alive, holds the claim, and nobody else takes away any of them.
 */
export class UidClaims {
  /** By user id, the marks that this process is to take away when it lets go, its own last. */
  private readonly held = new Map<number, readonly number[]>();

  constructor(
    private readonly directory: string,
    private readonly owner: string,
  ) {}

  /** Whether this process holds the claim from now on; when several meet, it may be that none does. */
  take(uid: number): boolean {
    const own = 1 + Math.max(-1, ...this.levels(uid));
    if (!makeMark(this.path(uid, own), this.owner)) return false;
    for (let looks = 0; looks < mostLooks; looks += 1) {
      const others = this.levels(uid).filter((level) => level !== own);
      if (others.some((level) => level > own)) break;
      if (others.every((level) => isDead(this.path(uid, level)))) {
        this.held.set(uid, [...others, own]);
        return true;
      }
    }
    this.remove(uid, own);
    return false;
  }

  /** Does nothing for a claim that this process does not hold. */
  letGo(uid: number): void {
    for (const level of this.held.get(uid) ?? []) this.remove(uid, level);
    this.held.delete(uid);
  }

  private levels(uid: number): number[] {
    const form = new RegExp(`^${uid}\\.claim(?:\\.(\\d+))?$`);
    return readdirSync(this.directory).flatMap((name) => {
      const match = form.exec(name);
      return match === null ? [] : [Number(match[1] ?? 0)];
    });
  }

  private remove(uid: number, level: number): void {
    rmSync(this.path(uid, level), { force: true });
  }

  private path(uid: number, level: number): string {
    return join(this.directory, level === 0 ? `${uid}.claim` : `${uid}.claim.${level}`);
  }
}
