import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ScriptSpec } from '@orrery/domain';
import type { WorkerIdentity } from '../identity/worker-identity.js';
import type { ProcessOutputs } from '../outputs/process-outputs.js';
import type { Attempt } from './attempt.js';
import { childEnvironment } from './child-environment.js';
import { failedWith, type ExecutionResult } from './execution-result.js';
import { Executor } from './executor.js';
import { findProgram } from './find-program.js';
import type { WorkingDirectories } from './working-directories.js';

/** Some interpreters look at the end of the file name. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  node: '.js',
  python3: '.py',
  python: '.py',
  bash: '.sh',
  sh: '.sh',
};

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
    const environment = childEnvironment(attempt.dispatch, this.identity, env);
    const file = await findProgram(interpreter, process.env['PATH'] ?? environment['PATH']!);
    if (file === undefined) return this.missing(attempt, interpreter);
    return await this.directories.use(attempt.dispatch, async (directory) => {
      const script = join(directory, `script${EXTENSIONS[basename(interpreter)] ?? ''}`);
      await writeFile(script, source, { mode: 0o600 });
      // Node takes the syntax of a .js file from its content only if no package.json above it says otherwise.
      if (basename(interpreter) === 'node') await writeFile(join(directory, 'package.json'), '{}');
      return await this.processes.run(
        attempt,
        { file, args: [script, ...args], env: environment },
        directory,
      );
    });
  }

  private missing({ log }: Attempt, interpreter: string): ExecutionResult {
    const message = `there is no program "${interpreter}" on worker ${this.identity.id}`;
    log.append('system', message);
    return failedWith({ kind: 'spawn', message });
  }
}
