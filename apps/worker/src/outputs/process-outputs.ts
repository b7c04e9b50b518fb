import { resultFault } from '@orrery/contracts';
import type { Attempt } from '../executing/attempt.js';
import { failedWith, type ExecutionResult } from '../executing/execution-result.js';
import type { Command } from '../executing/launcher.js';
import type { ProcessRunner } from '../executing/process-runner.js';
import { createOutputFile, readOutputFile } from './output-file.js';
import type { ReadOutputs } from './read-outputs.js';

/** Runs commands that may leave outputs: what a successful one wrote to the file `$ORRERY_OUTPUT` is the result. */
export class ProcessOutputs {
  constructor(
    private readonly processes: Pick<ProcessRunner, 'run'>,
    private readonly limitBytes: number,
  ) {}

  async run(attempt: Attempt, command: Command, directory: string): Promise<ExecutionResult> {
    const path = await createOutputFile(directory);
    const env = { ...command.env, ORRERY_OUTPUT: path };
    const executed = await this.processes.run(attempt, { ...command, env }, directory);
    if (executed.outcome !== 'succeeded') return executed;
    const outputs = this.withinLimits(await readOutputFile(path, this.limitBytes));
    if (outputs.kind === 'faulty') return refuse(attempt, outputs.fault);
    return outputs.kind === 'read' ? { ...executed, result: outputs.value } : executed;
  }

  /** As JSON it can be longer than the text it was read from. */
  private withinLimits(outputs: ReadOutputs): ReadOutputs {
    const fault = outputs.kind === 'read' ? resultFault(outputs.value, this.limitBytes) : undefined;
    return fault === undefined ? outputs : { kind: 'faulty', fault };
  }
}

function refuse({ log }: Attempt, fault: string): ExecutionResult {
  const message = `the output file of the command ${fault}`;
  log.append('system', message);
  return failedWith({ kind: 'output', message }, null, 0);
}
