import { checkLedger } from './ledger/check-ledger.js';
import { checkMisfires } from './ledger/check-misfires.js';
import type { Evidence } from './ledger/evidence.js';
import type { Violation } from './ledger/violation.js';
import type { LeaderSighting } from './meters/leader-watch.js';
import { latenessOf } from './meters/lateness.js';
import type { Measure } from './meters/measure.js';
import { measure } from './meters/takeover.js';
import type { WorkerSighting } from './meters/worker-watch.js';
import type { StruckFault } from './faults/struck-fault.js';
import { drillReport, type DrillReport } from './report/drill-report.js';

/** Everything that was seen of a drill. */
export interface Observed {
  readonly evidence: Evidence;
  readonly faults: readonly StruckFault[];
  readonly disagreements: readonly Violation[];
  readonly starts: ReadonlyMap<string, number>;
  readonly workers: readonly WorkerSighting[];
  readonly leaders: readonly LeaderSighting[];
}

export interface Circumstances {
  readonly seed: number;
  readonly minutes: number;
  readonly machine: string;
  readonly servers: string;
}

/** What the drill comes to; reads nothing and does nothing. */
export function judge(observed: Observed, circumstances: Circumstances): DrillReport {
  const { evidence, faults, disagreements, workers, leaders, starts } = observed;
  const lateness = latenessOf(evidence);
  const measures = faults.flatMap((fault) => measure(fault, { evidence, lateness, workers, leaders }));
  const exceeded = measures
    .filter(({ ms, limitMs }) => limitMs !== undefined && ms > limitMs)
    .map(asViolation);
  const unready = faults.flatMap(asUnready);
  const violations = [
    ...unready,
    ...checkLedger(evidence),
    ...checkMisfires(evidence, faults),
    ...disagreements,
    ...exceeded,
  ];
  const { seed, minutes, machine, servers } = circumstances;
  return drillReport({
    seed,
    minutes,
    machine,
    servers,
    evidence,
    violations,
    lateness,
    measures,
    faults,
    starts,
  });
}

function asViolation({ fault, what, ms, limitMs }: Measure): Violation {
  const when = new Date(fault.at).toISOString();
  return {
    invariant: 'limit exceeded',
    who: `${fault.kind} ${fault.hit} at ${when}`,
    what: `${what}: ${ms} > ${limitMs} ms`,
  };
}

function asUnready({ kind, hit, unready }: StruckFault): Violation[] {
  if (unready === undefined) return [];
  return [{ invariant: 'process that did not get ready again', who: `${kind} ${hit}`, what: unready }];
}
