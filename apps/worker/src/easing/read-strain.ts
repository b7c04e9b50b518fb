import { readFile } from 'node:fs/promises';
import { availableParallelism, freemem, loadavg, totalmem } from 'node:os';
import type { StrainReading } from './judge-strain.js';

const pressureFiles = ['cpu', 'memory', 'io'].map((name) => `/proc/pressure/${name}`);

/** Reads the machine. Where there is no PSI, its share of time is not there. */
export async function readStrain(loopLagMs: number): Promise<StrainReading> {
  const pressures = await Promise.all(pressureFiles.map(readPressure));
  const known = pressures.filter((pressure) => pressure !== undefined);
  return {
    load: ((loadavg()[0] ?? 0) * 100) / availableParallelism(),
    memory: (1 - freemem() / totalmem()) * 100,
    loop_lag: loopLagMs,
    ...(known.length > 0 && { pressure: Math.max(...known) }),
  };
}

async function readPressure(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return pressureIn(text);
}

/** `some avg10=1.53 avg60=…`: the share of the last ten seconds in which something waited (PSI of Linux). */
export function pressureIn(text: string): number | undefined {
  const [, average] = /^some avg10=([\d.]+)/m.exec(text) ?? [];
  return average === undefined ? undefined : Number(average);
}
