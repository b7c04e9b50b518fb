import type { TriggerRule } from '../trigger-rule.js';

/** How the nodes that a node depends on have ended so far. */
export interface UpstreamTally {
  readonly total: number;
  readonly succeeded: number;
  /** Those that could not start because of a failure count as well. */
  readonly failed: number;
  /** Those that were cancelled before they started count as well. */
  readonly skipped: number;
}

/** `upstream_failed`: it will not start, because of a failure; `skip`: it will not start, and nothing went wrong. */
export type RuleVerdict = 'start' | 'wait' | 'skip' | 'upstream_failed';

/** Whether a node may start by its rule. A node that depends on nothing starts by every rule. */
export function judgeRule(rule: TriggerRule, tally: UpstreamTally): RuleVerdict {
  if (tally.total === 0) return 'start';
  const { total, succeeded, failed, skipped } = tally;
  const isOver = succeeded + failed + skipped === total;
  const whenOver = (verdict: RuleVerdict): RuleVerdict => (isOver ? verdict : 'wait');
  switch (rule) {
    case 'always':
      return 'start';
    case 'all_done':
      return whenOver('start');
    case 'all_success':
      if (failed > 0) return 'upstream_failed';
      return skipped > 0 ? 'skip' : whenOver('start');
    case 'all_failed':
      return succeeded + skipped > 0 ? 'skip' : whenOver('start');
    case 'one_success':
      if (succeeded > 0) return 'start';
      return whenOver(failed > 0 ? 'upstream_failed' : 'skip');
    case 'one_failed':
      return failed > 0 ? 'start' : whenOver('skip');
    case 'none_failed':
      return failed > 0 ? 'upstream_failed' : whenOver('start');
    case 'none_failed_min_one_success':
      if (failed > 0) return 'upstream_failed';
      return whenOver(succeeded > 0 ? 'start' : 'skip');
  }
}
