import { setTimeout as sleep } from 'node:timers/promises';
import type { Actuator, FaultGround } from './fault-ground.js';

type ServerName = 'mysql' | 'rabbitmq';

/** The server ends by the signal, is away for a while and comes back with its data. */
function restart(signal: NodeJS.Signals): Actuator {
  return async ({ servers }, hit, holdMs) => {
    const server = servers[hit as ServerName];
    const at = Date.now();
    await server.process.end(signal);
    await sleep(holdMs);
    await server.process.startAgain();
    await server.untilReady();
    return { at, releasedAt: Date.now() };
  };
}

export const restartServer = restart('SIGTERM');
export const crashServer = restart('SIGKILL');

/** The server keeps its connections and answers nobody. */
export const pauseServer: Actuator = async ({ servers }: FaultGround, hit, holdMs) => {
  const server = servers[hit as ServerName];
  const at = Date.now();
  server.process.signal('SIGSTOP');
  try {
    await sleep(holdMs);
  } finally {
    server.process.signal('SIGCONT');
  }
  await server.untilReady();
  return { at, releasedAt: Date.now() };
};
