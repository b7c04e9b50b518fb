import { Clock } from '@orrery/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BacklogHead } from '../../persistence/stores/backlog.store.js';
import type { ClusterSettings } from '../../settings/cluster-settings.js';
import { BacklogOrder } from './backlog-order.js';
import type { ProjectWeights } from './project-weights.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

class StillClock extends Clock {
  now(): Date {
    return now;
  }
}

const settings = { current: () => 60_000 } as unknown as ClusterSettings;
const weights = { of: (project: string) => (project === 'heavy' ? 3 : 1) } as unknown as ProjectWeights;

function head(project: string, rank = 2, since = now): BacklogHead {
  return { rank, project, since };
}

describe('the order of the backlog', () => {
  let order: BacklogOrder;

  beforeEach(() => {
    order = new BacklogOrder(settings, weights, new StillClock());
  });

  /** Who is given the one place there is, round after round, each taking it. */
  function places(heads: readonly BacklogHead[], rounds = 1): string[] {
    return Array.from({ length: rounds }, () => {
      const plan = order.plan('g', heads, 1);
      order.settle(
        'g',
        plan,
        plan.map(() => 1),
      );
      return plan.map(({ slice }) => slice.project).join();
    });
  }

  it('takes of the most urgent class alone, the projects in it by their weight', () => {
    const plan = order.plan('g', [head('a', 1), head('heavy', 1), head('b', 2)], 8);
    expect(plan.map(({ slice, limit }) => [slice.project, slice.rank, limit])).toEqual([
      ['a', 1, 2],
      ['heavy', 1, 6],
    ]);
    expect(order.plan('g', [], 8)).toEqual([]);
  });

  it('counts a run that has waited as one of a more urgent class, and takes only those that have', () => {
    const plan = order.plan('g', [head('a', 1), head('b', 2, secondsAgo(70))], 4);
    expect(plan.map(({ slice }) => [slice.project, slice.until])).toEqual([
      ['a', now],
      ['b', secondsAgo(60)],
    ]);
  });

  it('remembers who had the last place, although a more urgent class goes in between', () => {
    const seen: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      seen.push(...places([head('a'), head('b')]));
      places([head('urgent', 0), head('a'), head('b')]);
    }
    expect(seen.filter((project) => project === 'a')).toHaveLength(2);
    expect(seen.filter((project) => project === 'b')).toHaveLength(2);
  });

  it('charges a project for the slots its runs took, be they more or fewer than it was offered', () => {
    const heads = [head('a'), head('b')];
    const plan = order.plan('g', heads, 2);
    order.settle('g', plan, [5, 0]);
    expect(places(heads, 6)).toEqual(['b', 'b', 'b', 'b', 'b', 'a']);
  });
});
