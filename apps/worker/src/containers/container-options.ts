import type { ResourceLimits } from '@orrery/domain';
import type { ContainerOptions } from './container-engine.js';
import { workInside, type ContainerOrder } from './container-order.js';

/** What an order does not say: where and with how much it runs. */
export interface ContainerPlace {
  /** On this machine; the engine lays it over `/work`. */
  readonly directory: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `uid:gid` */
  readonly user: string;
  readonly network: string;
  readonly limits: Pick<ResourceLimits, 'cpu' | 'memoryBytes' | 'pids'>;
}

/** Of /tmp, which is memory. */
const tmpBytes = 256 * 2 ** 20;
/** When the machine runs out of memory, attempts go before the worker. */
const oomScoreAdj = 500;

/** Nothing that the order does not need: no capability, no way to new privileges, one init that collects what dies. */
export function containerOptions(order: ContainerOrder, place: ContainerPlace): ContainerOptions {
  const { image, entrypoint, args, env, workingDirectory, readOnlyRoot } = order;
  return {
    Image: image,
    ...(entrypoint && { Entrypoint: [...entrypoint] }),
    ...(args && { Cmd: [...args] }),
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    User: place.user,
    WorkingDir: workingDirectory ?? workInside,
    Labels: { ...place.labels },
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      NetworkMode: place.network,
      Mounts: [{ Type: 'bind', Source: place.directory, Target: workInside, ReadOnly: false }],
      ReadonlyRootfs: readOnlyRoot,
      Tmpfs: { '/tmp': `rw,nosuid,nodev,mode=1777,size=${tmpBytes}` },
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Init: true,
      OomScoreAdj: oomScoreAdj,
      // Its output is read while it runs; kept by the engine as well, it could fill the disk.
      LogConfig: { Type: 'none', Config: {} },
      ...limitsOf(place.limits),
    },
  };
}

function limitsOf({ cpu, memoryBytes, pids }: ContainerPlace['limits']): ContainerOptions['HostConfig'] {
  return {
    ...(cpu > 0 && { NanoCpus: Math.round(cpu * 1e9) }),
    // As much with swap as without: none of it is swapped.
    ...(memoryBytes > 0 && { Memory: memoryBytes, MemorySwap: memoryBytes }),
    ...(pids > 0 && { PidsLimit: pids }),
  };
}
