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
  testResults: VitestFile[];
}

export interface VitestFile {
  name: string;
  status: string;
  /** Why the file as a whole could not be run. */
  message?: string;
  assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
}

export function tallyOfReport(report: VitestReport | undefined, exitCode: number): Tally;
export function tallyOfCheck(exitCode: number): Tally;
export function sum(tallies: Tally[]): Tally;
export function summaryLine(tally: Tally): string;
export function exitCodeOf(tally: Tally, options: { ci: boolean }): number;
