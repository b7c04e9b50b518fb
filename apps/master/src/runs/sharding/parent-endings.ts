import { Injectable } from '@nestjs/common';
import { afterShards, Clock, isTerminal } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { RunEnd } from '../../persistence/stores/run-progress.store.js';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { RunStore } from '../../persistence/stores/run.store.js';
import { ShardStore, type OpenParent } from '../../persistence/stores/shard.store.js';
import type { AttemptEnding } from '../run-ender.js';
import type { EndedAttempts } from '../run-follower.js';

/**
 * What becomes of parents when children end, in the transaction that ends those. The count is one guarded statement on the
 * parent's tally: of two masters that end the last children at once the second waits for the first, and sees all ended.
 */
@Injectable()
export class ParentEndings {
  constructor(
    private readonly shards: ShardStore,
    private readonly runs: RunStore,
    private readonly clock: Clock,
  ) {}

  /** The endings of parents that are over by these ends. Plain runs cost nothing. */
  async overBy(session: Session, { runs, ends }: EndedAttempts): Promise<AttemptEnding[]> {
    const over = new Map(ends.map((end) => [end.id, end]));
    const children = runs.filter((run) => run.parent_id !== null && over.has(run.id));
    const parentIds = [...new Set(children.map((run) => run.parent_id!))].sort();
    const endings: AttemptEnding[] = [];
    for (const parentId of parentIds) {
      const ended = children.filter((run) => run.parent_id === parentId).map((run) => over.get(run.id)!);
      await this.shards.count(session, parentId, ended.length, ended.filter(isFailed).length);
      const ending = await this.judge(session, await this.shards.tally(session, parentId));
      if (ending) endings.push(ending);
    }
    return endings;
  }

  /** Writes the progress of a parent; its ending, if all of its children have ended. */
  async judge(session: Session, tally: OpenParent | undefined): Promise<AttemptEnding | undefined> {
    if (!tally) return undefined;
    await this.shards.setProgress(session, tally.runId, tally.ended / tally.total);
    const verdict = afterShards(tally);
    if (verdict.kind === 'wait') return undefined;
    const [parent] = await this.runs.lockAll(session, [tally.runId]);
    await this.shards.close(session, tally.runId);
    if (!parent || isTerminal(parent.state)) return undefined;
    return endingOf(parent, tally, verdict.kind, this.clock.now());
  }
}

function isFailed(end: RunEnd): boolean {
  return end.state !== 'succeeded';
}

function endingOf(
  run: RunRow,
  { total, failed }: OpenParent,
  outcome: 'succeeded' | 'failed',
  now: Date,
): AttemptEnding {
  const message = `${failed} of ${total} shards did not succeed`;
  return {
    run,
    outcome,
    startedAt: run.started_at ?? now,
    finishedAt: now,
    workerId: null,
    exitCode: null,
    result: { shards: total, succeeded: total - failed, failed },
    failure: outcome === 'succeeded' ? null : { kind: 'shard', message, retry: { kind: 'never' } },
  };
}
