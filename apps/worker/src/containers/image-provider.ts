import { createInterface } from 'node:readline';
import type { RunFailure } from '@orrery/domain';
import { messageOf } from '@orrery/runtime';
import type { Attempt } from '../executing/attempt.js';
import type { ContainerEngine } from './container-engine.js';
import type { ContainerOrder } from './container-order.js';
import { EngineAway, EngineRefusal } from './engine-errors.js';
import { patiently, type Patience } from './engine-patience.js';
import { pullFailure } from './pull-failure.js';
import { registryLogin } from './registry-login.js';

const tellEveryMs = 5_000;

type Wanted = Pick<ContainerOrder, 'image' | 'pullPolicy' | 'registryCredentials'>;

/** What the engine says while it fetches an image. */
interface PullWord {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
  readonly progress?: string;
}

/** Has the engine fetch images as tasks want it, and tells in their logs how it gets on. */
export class ImageProvider {
  constructor(
    private readonly engine: Pick<ContainerEngine, 'address' | 'hasImage' | 'pull'>,
    private readonly limitMs: number,
  ) {}

  /** Resolves to why there is no image. @throws EngineAway when the engine is away for longer than the patience. */
  async provide(attempt: Attempt, wanted: Wanted, patience: Patience): Promise<RunFailure | undefined> {
    const { image, pullPolicy } = wanted;
    const isThere =
      pullPolicy !== 'always' &&
      (await patiently({ ...patience, signal: attempt.signal }, () => this.engine.hasImage(image)));
    if (isThere) return undefined;
    if (pullPolicy !== 'never') return await this.fetch(attempt, wanted);
    const message = `the engine of this worker has no image ${image}, and the task never fetches it (pullPolicy)`;
    return { kind: 'refused', message };
  }

  private async fetch(attempt: Attempt, wanted: Wanted): Promise<RunFailure | undefined> {
    const { log, signal } = attempt;
    const { image } = wanted;
    const login = registryLogin(wanted, attempt.secrets);
    const failed = (fault: string) => pullFailure({ image, hasLogin: login !== undefined }, fault);
    const startMs = performance.now();
    const timeout = AbortSignal.timeout(this.limitMs);
    const asWhom = wanted.registryCredentials ? ` as ${wanted.registryCredentials.username}` : '';
    log.append('system', `fetches the image ${image}${asWhom}`);
    try {
      const words = await this.engine.pull(image, AbortSignal.any([timeout, signal]), login);
      const fault = await lastFault(createInterface({ input: words }), attempt);
      if (fault !== undefined) return failed(fault);
    } catch (error) {
      if (timeout.aborted) return failed(`it took longer than ${this.limitMs} ms`);
      if (error instanceof EngineAway) throw error;
      const isRefused = error instanceof EngineRefusal;
      return isRefused ? failed(error.message) : { kind: 'network', message: fetchFault(image, error) };
    }
    log.append('system', `fetched the image in ${Math.round(performance.now() - startMs)} ms`);
    return undefined;
  }
}

function fetchFault(image: string, error: unknown): string {
  return `the image ${image} could not be fetched: ${messageOf(error)}`;
}

/** Reads to the end what the engine says; only now and then a word of it goes into the log. */
async function lastFault(lines: AsyncIterable<string>, { log }: Attempt): Promise<string | undefined> {
  let fault: string | undefined;
  let toldMs = performance.now();
  for await (const line of lines) {
    const word = readWord(line);
    fault = word.error ?? fault;
    if (performance.now() - toldMs < tellEveryMs || word.status === undefined) continue;
    toldMs = performance.now();
    log.append('system', [word.status, word.id, word.progress].filter(Boolean).join(' '));
  }
  return fault;
}

function readWord(line: string): PullWord {
  try {
    return JSON.parse(line) as PullWord;
  } catch {
    return {};
  }
}
