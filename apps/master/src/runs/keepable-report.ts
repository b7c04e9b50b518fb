import type { FinishedReport, ReportMessage } from '@orrery/contracts';
import { longestResultBytes, resultFault } from '@orrery/domain';

/** The longest message of a failure, in characters. */
const longestMessage = 10_000;

/**
 * The report as it can be kept: one whose result no row or reader can take is a failure that says so. Workers see to it
 * themselves; a report that gets past them must not hold up those it is recorded with.
 */
export function keepable(report: ReportMessage): ReportMessage {
  return report.kind === 'finished' ? withShortMessage(withResult(report)) : report;
}

function withResult(report: FinishedReport): FinishedReport {
  if (report.result === null || report.result === undefined) return report;
  const fault = resultFault(report.result, longestResultBytes);
  if (fault === undefined) return report;
  if (report.outcome !== 'succeeded') return { ...report, result: null };
  const failure = { kind: 'output', message: `the result of the attempt ${fault}` } as const;
  return { ...report, outcome: 'failed', result: null, failure };
}

function withShortMessage(report: FinishedReport): FinishedReport {
  const { failure } = report;
  if (!failure || failure.message.length <= longestMessage) return report;
  return { ...report, failure: { ...failure, message: `${failure.message.slice(0, longestMessage - 1)}…` } };
}
