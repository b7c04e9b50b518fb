import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireServices } from '../services/acquire.mjs';
import { environmentOf } from '../services/environment-of.mjs';
import { failedTestsOf } from './failed-tests.mjs';
import { runStage } from './stage.mjs';
import { suiteCommand } from './stages.mjs';
import { tallyOfReport } from './tally.mjs';

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

async function runSuite(suite, env, signal) {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-test-'));
  try {
    const resultFile = join(folder, 'result.json');
    const code = await runStage(suiteCommand(suite.name, resultFile), {
      env: { ...env, ...suite.env },
      signal,
    });
    const result = readReport(resultFile);
    return { tally: tallyOfReport(result, code), failures: failedTestsOf(result) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs suites one after the other; those that need servers share one set, which is released at the end. */
export async function runSuites(suites, { report, signal }) {
  let services;
  try {
    for (const suite of suites) {
      if (signal.aborted) return;
      await report(suite.name, async () => {
        if (suite.needsServices) services ??= await acquireServices({ say: console.error });
        if (services) console.error(`${services.mysqlFrom}; ${services.amqpFrom}`);
        return runSuite(suite, services ? environmentOf(services) : {}, signal);
      });
    }
  } finally {
    await services?.stop();
  }
}
