import type { RunFailure } from '@orrery/domain';
import type { Ending } from '../reporting/report-writer.js';
import { describeEnd, type EndReason } from './end-reason.js';
import type { ExecutionResult } from './execution-result.js';

/** How an attempt ended, for its report; undefined when nobody wants a report. */
export function endingOf(
  result: ExecutionResult,
  reason: EndReason | undefined,
  startedAt: Date | undefined,
): Ending | undefined {
  const start = startedAt?.toISOString() ?? null;
  if (reason?.kind === 'stopped') return undefined;
  if (result.outcome !== 'ended') {
    const { outcome, exitCode, result: value } = result;
    const failure = result.outcome === 'failed' ? result.failure : null;
    return { outcome, startedAt: start, exitCode, result: value ?? null, failure };
  }
  return { ...cutShort(reason ?? { kind: 'drained' }), startedAt: start, exitCode: null, result: null };
}

function cutShort(reason: Exclude<EndReason, { kind: 'stopped' }>): Pick<Ending, 'outcome' | 'failure'> {
  const failure = (kind: RunFailure['kind']): RunFailure => ({ kind, message: describeEnd(reason) });
  switch (reason.kind) {
    case 'timeout':
      return { outcome: 'timed_out', failure: failure('timeout') };
    case 'silent':
      return { outcome: 'timed_out', failure: failure('heartbeat_timeout') };
    case 'disk_full':
      return { outcome: 'failed', failure: failure('disk_quota') };
    case 'cancelled':
      return { outcome: 'cancelled', failure: null };
    case 'fenced':
    case 'drained':
      return { outcome: 'lost', failure: failure('worker_lost') };
  }
}
