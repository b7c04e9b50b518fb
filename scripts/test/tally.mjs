/** What a run of Vitest came to, from its JSON report and its exit code; no report, or no test in it, is a failure. */
export function tallyOfReport(report, exitCode) {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const passed = report.numPassedTests;
  const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  const silent = failed === 0 && (exitCode !== 0 || passed + skipped === 0);
  return { passed, failed: silent ? 1 : failed, skipped };
}

/** What a check that is no test came to: it counts as one. */
export function tallyOfCheck(exitCode) {
  return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
}

export function sum(tallies) {
  const zero = { passed: 0, failed: 0, skipped: 0 };
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    zero,
  );
}

/** The last line of `npm test`; others read it, so its form is fixed. */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** On CI a skipped test is as bad as a failed one. */
export function exitCodeOf({ failed, skipped }, { ci }) {
  return failed > 0 || (ci && skipped > 0) ? 1 : 0;
}
