import { mostQueuedRuns, type FireVerdict, type MisfirePolicy, type TurnVerdict } from '@orrery/domain';
import type { Fire } from '../persistence/stores/fire.store.js';

/** What becomes of a planned time that makes no run, in words for the ledger. */
export type Unfired = Pick<Fire, 'outcome' | 'reason'>;

/** Undefined for a planned time that fires. */
export function unfiredByMisfire(verdict: FireVerdict, policy: MisfirePolicy): Unfired | undefined {
  switch (verdict.kind) {
    case 'fire':
      return undefined;
    case 'merge':
      return { outcome: 'MERGED', reason: 'misfire: a later planned time stands for it' };
    case 'skip':
      return {
        outcome: 'SKIPPED',
        reason: `misfire: more than ${policy.toleranceMs} ms late, its policy is SKIP`,
      };
    case 'miss':
      return { outcome: 'MISSED', reason: missReason(verdict.cause, policy) };
  }
}

/** Undefined for a fire that starts or waits. */
export function unfiredByOverlap(verdict: TurnVerdict): Unfired | undefined {
  switch (verdict.kind) {
    case 'open':
    case 'queued':
      return undefined;
    case 'replaced':
      return replacedBy(verdict.by);
    case 'skipped':
      return { outcome: 'SKIPPED', reason: `overlap: ${overlapReason(verdict)}` };
  }
}

/** Of a waiting run that gives its place to a later one. */
export function replacedBy(runId: string): Unfired {
  return { outcome: 'MERGED', reason: `overlap: run ${runId} took its place before it began` };
}

function missReason(cause: 'window' | 'cap', { windowMs, cap }: MisfirePolicy): string {
  return cause === 'window'
    ? `misfire: more than ${windowMs} ms late, which is beyond its window`
    : `misfire: beyond the newest ${cap} that its policy FIRE_ALL makes up for`;
}

function overlapReason({ heldBy, because }: Extract<TurnVerdict, { kind: 'skipped' }>): string {
  switch (because) {
    case 'running':
      return `run ${heldBy} has not ended`;
    case 'queued':
      return `run ${heldBy} waits already`;
    case 'queueFull':
      return `${mostQueuedRuns} runs wait already behind run ${heldBy}`;
  }
}
