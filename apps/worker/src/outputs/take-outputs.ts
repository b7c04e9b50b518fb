import { resultFault } from '@orrery/domain';
import type { Attempt } from '../executing/attempt.js';
import { failedWith, type ExecutionResult } from '../executing/execution-result.js';
import { readOutputFile } from './output-file.js';
import type { ReadOutputs } from './read-outputs.js';

/** What a command that succeeded wrote to its output file becomes its result; what nobody can read fails it. */
export async function takeOutputs(
  attempt: Attempt,
  executed: ExecutionResult,
  path: string,
  limitBytes: number,
): Promise<ExecutionResult> {
  if (executed.outcome !== 'succeeded') return executed;
  const outputs = withinLimits(await readOutputFile(path, limitBytes), limitBytes);
  if (outputs.kind === 'faulty') return refuse(attempt, outputs.fault);
  return outputs.kind === 'read' ? { ...executed, result: outputs.value } : executed;
}

/** As JSON it can be longer than the text it was read from. */
function withinLimits(outputs: ReadOutputs, limitBytes: number): ReadOutputs {
  const fault = outputs.kind === 'read' ? resultFault(outputs.value, limitBytes) : undefined;
  return fault === undefined ? outputs : { kind: 'faulty', fault };
}

function refuse({ log }: Attempt, fault: string): ExecutionResult {
  const message = `the output file of the command ${fault}`;
  log.append('system', message);
  return failedWith({ kind: 'output', message }, null, 0);
}
