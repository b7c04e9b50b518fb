import type { Executor } from '../executing/executor.js';
import { ContainerExecutor, LevelledExecutor } from './container-executor.js';
import { orderOfScript, orderOfShell } from './container-orders.js';
import type { ContainerRunner } from './container-runner.js';

/** Executors of all kinds that run programs, each in a container where its task asks for one. */
export function executorsWithContainers(
  { shell, script }: { readonly shell: Executor; readonly script: Executor },
  runner: ContainerRunner | undefined,
): Executor[] {
  return [
    new LevelledExecutor(shell, runner, orderOfShell),
    new LevelledExecutor(script, runner, orderOfScript),
    new ContainerExecutor(runner),
  ];
}
