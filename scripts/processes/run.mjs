import { spawn } from 'node:child_process';

/**
 * Runs a command to its end and gives back its exit code with what it printed; it never throws for a failing
 * command, only for one that cannot be started. `timeoutMs` kills it; `inherit` lets its output through instead.
 */
export function run(command, args, options = {}) {
  const { inherit = false, timeoutMs, ...rest } = options;
  return new Promise((resolve, reject) => {
    const stdio = inherit ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { stdio, ...rest });
    // Not spawn's own timeout: that one keeps us alive when the command could not even be started.
    const timer = timeoutMs && setTimeout(() => child.kill(), timeoutMs);
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream]?.setEncoding('utf8').on('data', (text) => (output[stream] += text));
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, signal, ...output });
    });
  });
}

/** Whether a command can be started at all and ends with 0. */
export async function succeeds(command, args, options = {}) {
  try {
    return (await run(command, args, options)).code === 0;
  } catch {
    return false;
  }
}
