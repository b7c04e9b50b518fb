import type { ContainerSpec, ScriptSpec, ShellSpec } from '@orrery/domain';
import { LONGEST_VALUE_BYTES } from '../executing/child-environment.js';
import { scriptFiles } from '../executing/script-files.js';
import { workInside, type ContainerOrder } from './container-order.js';

/** Of commands for which the task names an image, and nothing else about it. */
const usual = { pullPolicy: 'missing', readOnlyRoot: true } as const;
const commandFile = 'orrery-command.sh';

/** What a task of kind `container` orders. Undefined: its spec is none. */
export function orderOfContainer(spec: Partial<ContainerSpec>): ContainerOrder | undefined {
  const { image, pullPolicy = 'missing', readOnlyRoot = true, env = {}, files = {}, ...rest } = spec;
  return typeof image === 'string' ? { ...rest, image, pullPolicy, readOnlyRoot, env, files } : undefined;
}

/** A command line for the /bin/sh of an image; one too long for an argument goes through a file. */
export function orderOfShell(
  { command, env = {} }: Partial<ShellSpec>,
  image: string,
): ContainerOrder | undefined {
  if (typeof command !== 'string') return undefined;
  const isLong = Buffer.byteLength(command) > LONGEST_VALUE_BYTES;
  const args = isLong ? [`${workInside}/${commandFile}`] : ['-c', command];
  return {
    ...usual,
    image,
    env,
    entrypoint: ['/bin/sh'],
    args,
    files: isLong ? { [commandFile]: command } : {},
  };
}

/** A source for an interpreter of an image. */
export function orderOfScript(spec: Partial<ScriptSpec>, image: string): ContainerOrder | undefined {
  const { interpreter, source, args = [], env = {} } = spec;
  if (typeof interpreter !== 'string' || typeof source !== 'string') return undefined;
  const { script, files } = scriptFiles(interpreter, source);
  return {
    ...usual,
    image,
    env,
    entrypoint: [interpreter],
    args: [`${workInside}/${script}`, ...args],
    files,
  };
}
