import type { Logger } from '../logging/logger.js';
import type { RunningApp } from './running-app.js';

/** What `runUntilSignal` needs of `process`; a test hands in its own. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): unknown;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Keeps `main.ts` running until SIGINT or SIGTERM, then drains the app and exits; a second signal exits at once. */
export async function runUntilSignal(
  app: Pick<RunningApp, 'name' | 'stop'>,
  logger: Logger,
  source: SignalSource = process,
): Promise<void> {
  let signals = 0;
  let onFirst: () => void;
  const first = new Promise<void>((resolve) => (onFirst = resolve));
  const listener = () => {
    signals += 1;
    if (signals === 1) return onFirst();
    logger.warn(`${app.name}: second signal, exiting without draining`);
    source.exit(1);
  };
  for (const signal of SIGNALS) source.on(signal, listener);
  await first;
  logger.info(`${app.name}: stopping; a second signal exits at once`);
  let code = 0;
  try {
    await app.stop();
    logger.info(`${app.name}: stopped`);
  } catch (error) {
    code = 1;
    logger.error({ err: error }, `${app.name}: stopping failed`);
  }
  for (const signal of SIGNALS) source.off(signal, listener);
  source.exit(code);
}
