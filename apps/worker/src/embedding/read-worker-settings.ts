import { ConfigError, textOf, type Environment } from '@orrery/runtime';
import { readWorkerConfig, workerConfigTable, type WorkerConfig } from '../config.js';
import type { WorkerSettings } from './worker-options.js';

type Setting = keyof typeof workerConfigTable;

/**
 * The configuration of a service's worker: what it is told, then the environment, then the defaults. Its id is by default that
 * of its group and its host, so that services of one host do not share one.
 * @throws ConfigError that names each wrong setting, or the variable where it stands in the environment.
 */
export function readWorkerSettings(
  settings: Readonly<Record<string, unknown>> & WorkerSettings,
  env: Environment,
): WorkerConfig & { readonly amqpUrl: string } {
  const told = Object.entries(settings).filter(([, value]) => value !== undefined);
  const unknown = told.map(([name]) => name).filter((name) => !isSetting(name));
  if (unknown.length > 0) throw new ConfigError(unknown.map((name) => `a worker has no setting "${name}"`));
  const texts = told.map(([name, value]) => [variableOf(name), textOfSetting(value)]);
  const config = naming(
    told.map(([name]) => name),
    () => readWorkerConfig({ ...env, ...(Object.fromEntries(texts) as Record<string, string>) }),
  );
  const { amqpUrl } = config;
  if (amqpUrl === undefined)
    throw new ConfigError([
      `amqpUrl, or the variable ORRERY_AMQP_URL, must be set: the RabbitMQ of the cluster`,
    ]);
  const hasId = settings.nodeId !== undefined || Boolean(env[variableOf('nodeId')]);
  return { ...config, amqpUrl, nodeId: hasId ? config.nodeId : `${config.group}-${config.nodeId}` };
}

function isSetting(name: string): name is Setting {
  return Object.hasOwn(workerConfigTable, name);
}

function variableOf(name: string): string {
  return workerConfigTable[name as Setting].env;
}

/** As it would stand in the environment. */
function textOfSetting(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return textOf(value);
  return Object.entries(value)
    .map(([key, label]) => `${key}=${String(label)}`)
    .join(',');
}

/** Whoever was told of a setting by its name hears of it by that name. */
function naming<T>(names: readonly string[], read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw error.calling(new Map(names.map((name) => [variableOf(name), name])));
  }
}
