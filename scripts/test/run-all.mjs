import { runStage } from './stage.mjs';
import { checks, suites } from './stages.mjs';
import { runSuites } from './run-suites.mjs';
import { exitCodeOf, sum, summaryLine, tallyOfCheck } from './tally.mjs';

/** Notes each stage's result and time, and prints the table of them with the tests that failed. */
class Report {
  stages = [];

  async note(name, work) {
    console.error(`\n=== ${name}`);
    const beganAt = performance.now();
    let outcome;
    try {
      outcome = await work();
    } catch (error) {
      console.error(error.message);
      outcome = { tally: tallyOfCheck(1), failures: [error.message] };
    }
    this.stages.push({ name, ...outcome, seconds: (performance.now() - beganAt) / 1000 });
  }

  print() {
    console.log('');
    for (const { name, tally, seconds } of this.stages) {
      const state = tally.failed > 0 ? 'FAILED' : 'ok';
      console.log(
        `${state.padEnd(6)} ${name.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s  ${summaryLine(tally)}`,
      );
    }
    for (const { name, failures = [] } of this.stages) {
      for (const failure of failures) console.log(`${name}: ${failure}`);
    }
  }
}

function abortOnSignals() {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => controller.abort(name));
  return controller.signal;
}

/** Runs every stage, also after one has failed, prints the sum as the last line and gives the exit code. */
export async function runAllStages() {
  const report = new Report();
  const signal = abortOnSignals();
  for (const { name, command, env } of checks) {
    if (signal.aborted) break;
    await report.note(name, async () => ({ tally: tallyOfCheck(await runStage(command, { env, signal })) }));
  }
  await runSuites(suites, { report: (name, work) => report.note(name, work), signal });
  report.print();
  const total = sum(report.stages.map(({ tally }) => tally));
  const ci = process.env.CI === 'true';
  if (signal.aborted) console.log(`Interrupted by ${signal.reason}: the rest was not run.`);
  if (ci && total.skipped > 0) console.log('With CI=true a skipped test is a failure.');
  console.log(summaryLine(total));
  return signal.aborted ? 130 : exitCodeOf(total, { ci });
}
