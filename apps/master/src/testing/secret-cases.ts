import { randomBytes } from 'node:crypto';
import type { SecretPlace, SecretsReply } from '@orrery/contracts';
import type { MasterClient } from './master-client.js';
import type { MasterPlace, UsedMasters } from './use-masters.js';

export const actor = 'ada';

/** A key of an installation, as its variable names it. */
export function someKey(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}`;
}

/** A master with these keys. */
export function keyed(...keys: readonly (string | undefined)[]): MasterPlace {
  return { env: { ORRERY_SECRETS_KEYS: keys.join(',') } };
}

/** Writes a secret of the project `default`. */
export async function put(client: MasterClient, value: string, name = client.name()): Promise<SecretPlace> {
  const place = { project: 'default', name };
  await client.calls.call('secret.put', { ...place, body: { value }, actor });
  return place;
}

/** Asks, as the worker that runs it, for the secrets of a run whose task names one. */
export async function runningWith(
  masters: UsedMasters,
  client: MasterClient,
  secret: string,
): Promise<() => Promise<SecretsReply>> {
  const { id: taskId } = await client.task({ secrets: { A: secret } });
  const worker = await masters.worker(client.group);
  await worker.up();
  const { id: runId } = await client.trigger(taskId);
  await worker.claim(await worker.next(1));
  const claim = { runId, attempt: 1, workerId: worker.id, workerEpoch: worker.epoch };
  return () => client.calls.call('run.secrets', claim);
}
