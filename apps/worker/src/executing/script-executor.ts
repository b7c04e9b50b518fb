import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScriptSpec } from '@orrery/domain';
import type { WorkerIdentity } from '../identity/worker-identity.js';
import type { ProcessOutputs } from '../outputs/process-outputs.js';
import type { Attempt } from './attempt.js';
import { childEnvironment } from './child-environment.js';
import { failedWith, type ExecutionResult } from './execution-result.js';
import { Executor } from './executor.js';
import { findProgram } from './find-program.js';
import { scriptFiles } from './script-files.js';
import type { WorkingDirectories } from './working-directories.js';

/** Tasks of kind `script`: a source file for an interpreter of the worker's PATH. */
export class ScriptExecutor extends Executor {
  readonly kind = 'script';

  constructor(
    private readonly processes: ProcessOutputs,
    private readonly directories: WorkingDirectories,
    private readonly identity: WorkerIdentity,
  ) {
    super();
  }

  async execute(attempt: Attempt): Promise<ExecutionResult> {
    const { interpreter, source, args = [], env } = attempt.dispatch.spec as Partial<ScriptSpec>;
    if (typeof interpreter !== 'string' || typeof source !== 'string') {
      return failedWith({ kind: 'refused', message: 'the spec has no interpreter or no source' });
    }
    const environment = childEnvironment(attempt.dispatch, this.identity, {
      ...env,
      ...attempt.secrets,
    });
    const path = process.env['PATH'] ?? environment['PATH']!;
    const forAnyUser = this.processes.hasOwnUser(attempt.dispatch);
    const file = await findProgram(interpreter, path, { forAnyUser });
    if (file === undefined) {
      const isForOwner = forAnyUser && (await findProgram(interpreter, path)) !== undefined;
      return this.missing(attempt, interpreter, isForOwner ? ' that every user may run' : '');
    }
    return await this.directories.use(attempt.dispatch, async (directory) => {
      const { script, files } = scriptFiles(interpreter, source);
      for (const [name, text] of Object.entries(files)) {
        await writeFile(join(directory, name), text, { mode: 0o600 });
      }
      return await this.processes.run(
        attempt,
        { file, args: [join(directory, script), ...args], env: environment },
        directory,
      );
    });
  }

  private missing({ log }: Attempt, interpreter: string, which: string): ExecutionResult {
    const message = `there is no program "${interpreter}"${which} on worker ${this.identity.id}`;
    log.append('system', message);
    return failedWith({ kind: 'spawn', message });
  }
}
