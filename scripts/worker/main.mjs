import { pathToFileURL } from 'node:url';
import { inRepository } from '../processes/repository.mjs';
import { usageOf, variablesOf } from './options.mjs';

/** `npm run worker`: this machine joins a cluster as one more worker, until Ctrl-C, which drains it. */
/** EX_CONFIG of sysexits.h: a supervisor need not try again. */
const WRONG_CONFIGURATION = 78;

/** Programs of the workspace are no packages of the scripts. */
const built = (...parts) => import(pathToFileURL(inRepository(...parts)).href);
const { readWorkerConfig, workerConfigTable } = await built('apps', 'worker', 'dist', 'config.js');
const { brokerAddress, loadEnvFile } = await built('libs', 'runtime', 'dist', 'index.js');

loadEnvFile();
const read = (env) => brokerAddress(readWorkerConfig(env));
try {
  const variables = variablesOf(process.argv.slice(2), { table: workerConfigTable, read });
  if (variables === undefined) console.log(usageOf(workerConfigTable));
  else {
    Object.assign(process.env, variables);
    await built('apps', 'worker', 'dist', 'main.js');
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = WRONG_CONFIGURATION;
}
