import { spawn } from 'node:child_process';
import { signalGroup } from '../processes/identity.mjs';
import { repository } from '../processes/repository.mjs';

const GRACE_MS = 10_000;

/**
 * Runs one stage with its output let through, in a process group of its own; an abort ends the whole group, first
 * politely. Gives the exit code.
 */
export function runStage([command, ...args], { env = {}, signal } = {}) {
  return new Promise((resolve) => {
    const stdio = ['ignore', 'inherit', 'inherit'];
    const child = spawn(command, args, {
      cwd: repository,
      env: { ...process.env, ...env },
      stdio,
      detached: true,
    });
    let timer;
    const end = () => {
      signalGroup(child.pid, 'SIGTERM');
      timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS);
    };
    signal?.addEventListener('abort', end, { once: true });
    const done = (code) => {
      signal?.removeEventListener('abort', end);
      clearTimeout(timer);
      resolve(code ?? 1);
    };
    child.once('error', (error) => {
      console.error(error.message);
      done(1);
    });
    child.once('exit', done);
  });
}
