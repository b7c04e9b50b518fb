import { setTimeout as sleep } from 'node:timers/promises';
import type { Actuator, Preparation } from './fault-ground.js';

/** kill -9; the supervisor starts the process again, after `holdMs` at the earliest. */
export const killProcess: Actuator = async ({ cluster }, hit, holdMs) => {
  const at = Date.now();
  cluster.kill(hit, holdMs);
  await sleep(holdMs);
  return { at, releasedAt: Date.now() };
};

/** Tasks of every kind run on the worker, with all their children. */
export const loadWorker: Preparation = async ({ laden }, hit) => ({ ran: await laden.untilLaden(hit) });

/** The process stands still, with its connections open, and goes on as if nothing had been. */
export const hangProcess: Actuator = async ({ cluster }, hit, holdMs) => {
  const at = Date.now();
  cluster.signal(hit, 'SIGSTOP');
  try {
    await sleep(holdMs);
  } finally {
    cluster.signal(hit, 'SIGCONT');
  }
  return { at, releasedAt: Date.now() };
};

/** The broker closes what the process has open. */
export const cutConnections: Actuator = async ({ admin }, hit) => {
  const at = Date.now();
  const count = await admin.closeConnectionsOf(hit);
  return { at, releasedAt: Date.now(), count };
};
