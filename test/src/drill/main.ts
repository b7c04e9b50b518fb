import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readDrillOptions } from './drill-options.js';
import { runDrill } from './run-drill.js';
import { tell } from './report/tell.js';

/** `npm run drill`: exits with 1 where an invariant broke, with 2 where the drill itself could not be held. */
try {
  const options = readDrillOptions(process.argv.slice(2));
  const report = await runDrill({
    ...options,
    mayLackSome: true,
    say: (text) => process.stderr.write(`${text}\n`),
  });
  mkdirSync(dirname(options.out), { recursive: true });
  writeFileSync(options.out, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`${tell(report)}\n\nWritten to ${options.out}\n`);
  process.exitCode = report.passed ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 2;
}
