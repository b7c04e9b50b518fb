import type { Duplex, Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { ResourceReading } from '../sampling/usage-source.js';
import { engineConnection } from './engine-address.js';
import { EngineAway, engineError, EngineRefusal } from './engine-errors.js';
import { readingOfStats } from './reading-of-stats.js';
import type { RegistryLogin } from './registry-login.js';

const defaultCallLimitMs = 30_000;
/** How an instant begins that is none. */
const never = '0001-';

/** A container as the engine sees it. */
export interface ContainerState {
  readonly id: string;
  readonly hasStarted: boolean;
  readonly isRunning: boolean;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** Of its first process, on the engine's machine; 0: it has none. */
  readonly pid: number;
}

export type ContainerOptions = Docker.ContainerCreateOptions;
export type ContainerSignal = 'SIGTERM' | 'SIGKILL';

/**
 * Docker, Podman, or whoever speaks the Docker Engine API. Each call answers, or throws EngineRefusal or EngineAway, within
 * its limit.
 */
export class ContainerEngine {
  private constructor(
    readonly address: string,
    private readonly docker: Docker,
    private readonly callLimitMs: number,
  ) {}

  /** Loads the client, which workers without an engine do without; nothing is asked yet. */
  static async at(address: string, callLimitMs = defaultCallLimitMs): Promise<ContainerEngine> {
    const { default: Client } = await import('dockerode');
    const connection = engineConnection(address);
    const nothingElse = {
      ca: undefined,
      cert: undefined,
      key: undefined,
      timeout: undefined,
      pathPrefix: '/',
    };
    return new ContainerEngine(address, new Client({ ...nothingElse, ...connection }), callLimitMs);
  }

  async mustAnswer(): Promise<void> {
    await this.call(() => this.docker.ping());
  }

  async hasImage(image: string): Promise<boolean> {
    const found = await this.unless404(() => this.docker.getImage(image).inspect());
    return found !== undefined;
  }

  /**
   * The engine's words on how it gets on, a line of JSON each.
   * @param signal ends the fetching.
   * @param login for the registry; undefined: the engine's own, if it has one.
   */
  async pull(image: string, signal: AbortSignal, login?: RegistryLogin): Promise<Readable> {
    try {
      return (await this.docker.pull(image, { abortSignal: signal, authconfig: login })) as Readable;
    } catch (error) {
      throw engineError(error);
    }
  }

  /** Makes a container that waits for its start, under a name that nobody else uses; one that is there already will do. */
  async create(name: string, options: ContainerOptions): Promise<void> {
    await this.allowing(isTaken, (abortSignal) =>
      this.docker.createContainer({ ...options, name, abortSignal }),
    );
  }

  async start(name: string): Promise<void> {
    await this.allowing(withStatus(304), (abortSignal) =>
      this.docker.getContainer(name).start({ abortSignal }),
    );
  }

  /** Both streams of its output, from now on, in the frames of the engine. */
  async attach(name: string): Promise<Readable> {
    const attached = { stream: true, stdout: true, stderr: true } as const;
    const asking = this.docker.getContainer(name).attach(attached);
    try {
      return (await this.call(() => asking)) as Duplex;
    } catch (error) {
      // Nobody would read one that comes late, and what writes to it would wait for ever.
      asking.then(
        (late) => (late as Duplex).destroy(),
        () => undefined,
      );
      throw error;
    }
  }

  /** undefined: there is no such container. */
  async state(name: string): Promise<ContainerState | undefined> {
    const found = await this.unless404((abortSignal) =>
      this.docker.getContainer(name).inspect({ abortSignal }),
    );
    if (found === undefined) return undefined;
    const { Running, Status, StartedAt, ExitCode, OOMKilled, Pid } = found.State;
    const isRunning = Running || Status === 'stopping';
    return {
      id: found.Id,
      hasStarted: !StartedAt.startsWith(never),
      isRunning,
      exitCode: ExitCode,
      outOfMemory: OOMKilled,
      pid: Pid,
    };
  }

  /** What its processes have taken and hold; undefined: there is no such container. */
  async usage(name: string): Promise<ResourceReading | undefined> {
    const now = { stream: false, 'one-shot': true } as const;
    const stats = await this.unless404(() => this.docker.getContainer(name).stats(now));
    return stats && readingOfStats(stats);
  }

  /** Of one that does not run any more, engines refuse it in many ways: a look at its state tells what became of it. */
  async kill(name: string, signal: ContainerSignal): Promise<void> {
    const kill = (abortSignal: AbortSignal) => this.docker.getContainer(name).kill({ signal, abortSignal });
    await this.allowing(() => true, kill);
  }

  /** Kills what runs in it; one that is gone, or on its way, is no matter. */
  async remove(name: string): Promise<void> {
    const options = { force: true, v: true };
    await this.allowing(withStatus(404, 409), (abortSignal) =>
      this.docker.getContainer(name).remove({ ...options, abortSignal }),
    );
  }

  /** All containers that have these labels, whatever their state. */
  async withLabels(labels: Labels): Promise<{ readonly name: string; readonly labels: Labels }[]> {
    const filters = { label: Object.entries(labels).map(([label, value]) => `${label}=${value}`) };
    const found = await this.call((abortSignal) =>
      this.docker.listContainers({ all: true, filters, abortSignal }),
    );
    return found.map(({ Id, Labels }) => ({ name: Id, labels: Labels }));
  }

  private async unless404<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.call(ask);
    } catch (error) {
      if (error instanceof EngineRefusal && isUnknown(error)) return undefined;
      throw error;
    }
  }

  private async allowing(
    isNoMatter: (refusal: EngineRefusal) => boolean,
    ask: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<void> {
    try {
      await this.call(ask);
    } catch (error) {
      if (!(error instanceof EngineRefusal && isNoMatter(error))) throw error;
    }
  }

  /** The client may keep silent about an answer that broke off: its own limit is not trusted. */
  private async call<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = AbortSignal.timeout(this.callLimitMs);
    const late = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () =>
        reject(new EngineAway(`did not answer within ${this.callLimitMs} ms`)),
      ),
    );
    try {
      return await Promise.race([ask(signal), late]);
    } catch (error) {
      throw engineError(error);
    }
  }
}

function withStatus(...statuses: readonly number[]): (refusal: EngineRefusal) => boolean {
  return ({ status }) => statuses.includes(status);
}

/** Podman has no status for it. */
function isTaken({ status, message }: EngineRefusal): boolean {
  return status === 409 || /already in use/i.test(message);
}

/** Asked at the moment in which a container goes, Podman finds the half of it. */
function isUnknown({ status, message }: EngineRefusal): boolean {
  return status === 404 || /no such container/i.test(message);
}

type Labels = Readonly<Record<string, string>>;
