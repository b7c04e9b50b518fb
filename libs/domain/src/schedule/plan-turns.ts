import { judgeOverlap, type OpenTurns } from './judge-overlap.js';
import type { OverlapMode } from './overlap-mode.js';

/** What a fire does, once all fires of the same step have been judged. */
export type TurnVerdict =
  | { readonly kind: 'open' }
  | { readonly kind: 'queued' }
  | {
      readonly kind: 'skipped';
      readonly heldBy: string;
      readonly because: 'running' | 'queued' | 'queueFull';
    }
  /** A later fire of the same step took its place before it began. */
  | { readonly kind: 'replaced'; readonly by: string };

export interface TurnPlan {
  /** By the id of the run that the fire makes, or would have made. */
  readonly verdicts: ReadonlyMap<string, TurnVerdict>;
  /** Runs of before that give up their place in the queue, and to which run. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Runs of before that have to end. */
  readonly cancelled: ReadonlySet<string>;
}

/** Judges fires of one schedule in the order of their planned times, each beside those before it. */
export function planTurns(mode: OverlapMode, present: OpenTurns, runIds: readonly string[]): TurnPlan {
  const turns = new Turns(mode, present);
  for (const id of runIds) turns.judge(id);
  return turns;
}

/** The turns of a schedule while its fires are judged one after the other. */
class Turns implements TurnPlan {
  readonly verdicts = new Map<string, TurnVerdict>();
  readonly replaced = new Map<string, string>();
  readonly cancelled = new Set<string>();
  #open: readonly string[];
  #queued: readonly string[];

  constructor(
    private readonly mode: OverlapMode,
    present: OpenTurns,
  ) {
    this.#open = present.open;
    this.#queued = present.queued;
  }

  judge(id: string): void {
    const verdict = judgeOverlap(this.mode, { open: this.#open, queued: this.#queued });
    switch (verdict.kind) {
      case 'start':
        return this.#begin(id);
      case 'skip':
        this.verdicts.set(id, { kind: 'skipped', heldBy: verdict.heldBy, because: verdict.because });
        return;
      case 'queue':
        return this.#wait(id, this.#queued);
      case 'replaceQueued':
        this.#giveWay(verdict.replaced, id);
        return this.#wait(id, []);
      case 'cancelRunning':
        this.#giveWay([...verdict.replaced, ...verdict.cancelled.filter((each) => this.#isNew(each))], id);
        return this.#cancel(id);
    }
  }

  #begin(id: string): void {
    this.#open = [...this.#open, id];
    this.verdicts.set(id, { kind: 'open' });
  }

  #wait(id: string, behind: readonly string[]): void {
    this.#queued = [...behind, id];
    this.verdicts.set(id, { kind: 'queued' });
  }

  /** Runs of before have to end first; those of this step were never begun. */
  #cancel(id: string): void {
    this.#open = this.#open.filter((each) => !this.#isNew(each));
    this.#queued = [];
    for (const each of this.#open) this.cancelled.add(each);
    if (this.#open.length === 0) this.#begin(id);
    else this.#wait(id, []);
  }

  #giveWay(ids: readonly string[], by: string): void {
    for (const id of ids) {
      if (this.#isNew(id)) this.#neverBegin(id, by);
      else this.replaced.set(id, by);
    }
  }

  /** What had given way to it gives way to the later one. */
  #neverBegin(id: string, by: string): void {
    this.verdicts.set(id, { kind: 'replaced', by });
    for (const [other, verdict] of this.verdicts) {
      if (verdict.kind === 'replaced' && verdict.by === id)
        this.verdicts.set(other, { kind: 'replaced', by });
    }
    for (const [other, former] of this.replaced) if (former === id) this.replaced.set(other, by);
  }

  #isNew(id: string): boolean {
    return this.verdicts.has(id);
  }
}
