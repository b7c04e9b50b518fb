export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of Vitest's JSON report that is read. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests?: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

export function tallyOfReport(report: VitestReport | undefined, exitCode: number): Tally;
export function tallyOfCheck(exitCode: number): Tally;
export function sum(tallies: Tally[]): Tally;
export function summaryLine(tally: Tally): string;
export function exitCodeOf(tally: Tally, options: { ci: boolean }): number;
