import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { newId } from '@orrery/runtime';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Who this worker is; the epoch tells its present life from former ones under the same id. */
export class WorkerIdentity {
  readonly epoch = newId();
  readonly host = hostname();
  readonly version = version;

  constructor(
    readonly id: string,
    readonly group: string,
    readonly labels: Readonly<Record<string, string>>,
    readonly startedAt: Date,
    /** The directory of its files: no other worker on this machine has the same. */
    readonly home: string,
  ) {}
}
