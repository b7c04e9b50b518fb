import { Injectable } from '@nestjs/common';
import { agedBefore, Clock, nextClass, shareRoom, unused, type Claimant, type Passes } from '@orrery/domain';
import type { BacklogHead, BacklogSlice } from '../../persistence/stores/backlog.store.js';
import { ClusterSettings } from '../../settings/cluster-settings.js';
import { ProjectWeights } from './project-weights.js';

/** Some runs to be claimed, and how many of them. */
export interface PlannedClaim {
  readonly slice: BacklogSlice;
  /** The class they go in, ageing counted. */
  readonly asRank: number;
  readonly claimant: Claimant;
  readonly limit: number;
}

/**
 * Decides which runs of a group's backlog go next: those of the most urgent class, ageing counted; within the class
 * projects share by weight. What each has had is remembered, so that shares come out even where room is small.
 */
@Injectable()
export class BacklogOrder {
  /** By group and class: what one class took says nothing about another. */
  readonly #passes = new Map<string, Passes>();

  constructor(
    private readonly settings: ClusterSettings,
    private readonly weights: ProjectWeights,
    private readonly clock: Clock,
  ) {}

  /** Heads whose time has come; empty: nothing to do. */
  plan(group: string, heads: readonly BacklogHead[], room: number): PlannedClaim[] {
    const now = this.clock.now();
    const ageingMs = this.settings.current('dispatching.ageingMs');
    const next = nextClass(heads, now, ageingMs);
    if (!next) return [];
    const claimants = next.heads.map((head) => this.#claimant(head, next.heads));
    const key = passKey(group, next.rank);
    const { shares, passes } = shareRoom(room, claimants, this.#passes.get(key) ?? new Map());
    this.#passes.set(key, passes);
    return next.heads.flatMap(({ rank, project }, index) => {
      const claimant = claimants[index]!;
      const limit = shares.get(claimant.name)!;
      const until = rank === next.rank ? now : agedBefore(rank, next.rank, now, ageingMs);
      const slice = { group, rank, project, until };
      return limit === 0 ? [] : [{ slice, asRank: next.rank, claimant, limit }];
    });
  }

  /** Charges each claim for the slots its runs took, instead of those it was offered. */
  settle(group: string, plan: readonly PlannedClaim[], took: readonly number[]): void {
    plan.forEach(({ asRank, claimant, limit }, index) => {
      const key = passKey(group, asRank);
      const passes = this.#passes.get(key);
      if (passes) this.#passes.set(key, unused(passes, claimant, limit - took[index]!));
    });
  }

  /** A project that has runs of several classes in this one divides its weight between them. */
  #claimant({ rank, project }: BacklogHead, heads: readonly BacklogHead[]): Claimant {
    const own = heads.filter((head) => head.project === project).length;
    return { name: `${rank} ${project}`, weight: this.weights.of(project) / own };
  }
}

function passKey(group: string, rank: number): string {
  return `${rank} ${group}`;
}
