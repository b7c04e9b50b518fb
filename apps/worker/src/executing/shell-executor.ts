import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ShellSpec } from '@orrery/domain';
import type { WorkerIdentity } from '../identity/worker-identity.js';
import type { ProcessOutputs } from '../outputs/process-outputs.js';
import type { Attempt } from './attempt.js';
import { childEnvironment, LONGEST_VALUE_BYTES } from './child-environment.js';
import { failedWith, type ExecutionResult } from './execution-result.js';
import { Executor } from './executor.js';
import type { WorkingDirectories } from './working-directories.js';

/** Tasks of kind `shell`: a command line for /bin/sh. */
export class ShellExecutor extends Executor {
  readonly kind = 'shell';

  constructor(
    private readonly processes: ProcessOutputs,
    private readonly directories: WorkingDirectories,
    private readonly identity: WorkerIdentity,
  ) {
    super();
  }

  async execute(attempt: Attempt): Promise<ExecutionResult> {
    const { command, env } = attempt.dispatch.spec as Partial<ShellSpec>;
    if (typeof command !== 'string')
      return failedWith({ kind: 'refused', message: 'the spec has no command' });
    return await this.directories.use(attempt.dispatch, async (directory) => {
      const args = await shellArguments(command, directory);
      const environment = childEnvironment(attempt.dispatch, this.identity, {
        ...env,
        ...attempt.secrets,
      });
      return await this.processes.run(attempt, { file: '/bin/sh', args, env: environment }, directory);
    });
  }
}

/** A command too long for an argument goes through a file. */
async function shellArguments(command: string, directory: string): Promise<readonly string[]> {
  if (Buffer.byteLength(command) <= LONGEST_VALUE_BYTES) return ['-c', command];
  const file = join(directory, '.orrery-command.sh');
  await writeFile(file, command, { mode: 0o600 });
  return [file];
}
