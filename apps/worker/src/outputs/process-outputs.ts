import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DispatchMessage } from '@orrery/contracts';
import type { Attempt } from '../executing/attempt.js';
import type { ExecutionResult } from '../executing/execution-result.js';
import type { Command } from '../executing/launcher.js';
import type { ProcessRunner } from '../executing/process-runner.js';
import { foundFiles, noteVariables } from './note-files.js';
import { NoteWatch } from './note-watch.js';
import { createOutputFile } from './output-file.js';
import { takeOutputs } from './take-outputs.js';

/**
 * Runs commands that may leave outputs: what a successful one wrote to the file `$ORRERY_OUTPUT` is the result. Meanwhile they
 * may tell their progress, and what the next attempt is to go on from.
 */
export class ProcessOutputs {
  constructor(
    private readonly processes: Pick<ProcessRunner, 'run' | 'hasOwnUser'>,
    private readonly limitBytes: number,
  ) {}

  /** Whether an attempt runs as a user other than the worker's. */
  hasOwnUser(dispatch: DispatchMessage): boolean {
    return this.processes.hasOwnUser(dispatch);
  }

  async run(attempt: Attempt, command: Command, directory: string): Promise<ExecutionResult> {
    const { dispatch } = attempt;
    const path = createOutputFile(directory);
    for (const [name, text] of Object.entries(foundFiles(dispatch))) {
      await writeFile(join(directory, name), text, { mode: 0o600, flag: 'wx' });
    }
    const env = { ...command.env, ORRERY_OUTPUT: path, ...noteVariables(dispatch, directory) };
    const executed = await new NoteWatch(attempt, directory).during(() =>
      this.processes.run(attempt, { ...command, env }, directory),
    );
    return await takeOutputs(attempt, executed, path, this.limitBytes);
  }
}
