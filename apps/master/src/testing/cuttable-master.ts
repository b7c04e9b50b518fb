import { newId } from '@orrery/runtime';
import { CuttableProxy } from '@orrery/testing';
import type { UsedMasters } from './use-masters.js';

/** A master that can lose its database and its broker at once, in whatever it does. */
export interface CuttableMaster {
  /** It reaches neither any more, and does not know it. */
  cut(): void;
  /** It is cut off, and then gone. */
  end(): Promise<void>;
}

export async function startCuttableMaster(masters: UsedMasters): Promise<CuttableMaster> {
  const database = await CuttableProxy.to(masters.databaseUrl, 3306);
  const rabbit = await CuttableProxy.to(masters.rabbit.url, 5672);
  const broker = await masters.rabbit.open({ url: rabbit.url, closeGraceMs: 100 });
  const env = { ORRERY_NODE_ID: `cut-${newId()}`, ORRERY_DRAIN_MS: '500' };
  const master = await masters.start({ env, broker, databaseUrl: database.url });
  const cut = () => {
    database.refuse();
    rabbit.refuse();
  };
  const end = async () => {
    cut();
    await master.stop();
    await Promise.all([database.close(), rabbit.close()]);
  };
  return { cut, end };
}
