import { inRepository, repository } from '../processes/repository.mjs';
import { run } from '../processes/run.mjs';
import { MIGRATED_APPS } from './plan.mjs';

/** Brings each service's schema up to date before any process of the cluster starts. */
export async function migrateAll(env, say) {
  for (const app of MIGRATED_APPS) {
    say(`migrating the schema of ${app}`);
    const script = inRepository('apps', app, 'dist', 'migrate.js');
    const { code, stdout, stderr } = await run(process.execPath, [script], { env, cwd: repository });
    if (code !== 0) throw new Error(`The migration of ${app} failed with code ${code}:\n${stdout}${stderr}`);
  }
}
