import { runAllStages } from './test/run-all.mjs';

/** `npm test`: every check of the project; the last line printed is the sum of all of them. */
process.exitCode = await runAllStages();
