import { duration, flag, list, text, type ConfigOf } from '@orrery/runtime';

/** The settings of a worker that say how it runs containers. */
export const containerConfigTable = {
  containerEngine: text('ORRERY_CONTAINER_ENGINE', {
    optional: true,
    pattern: /^(\/|unix:\/\/\/|tcp:\/\/|https?:\/\/)\S+$/,
    doc: 'Docker or Podman that runs containers, by the path of its socket (e.g. /run/docker.sock) or its address. Without it this worker runs none.',
  }),
  containerNetworks: list('ORRERY_CONTAINER_NETWORKS', {
    default: [],
    doc: 'Networks of the engine that tasks may name, beside "host" and "none".',
  }),
  containerRoot: flag('ORRERY_CONTAINER_ROOT', {
    default: false,
    doc: 'Whether tasks may run containers as user 0.',
  }),
  containerPullMs: duration('ORRERY_CONTAINER_PULL_MS', {
    default: 600_000,
    min: 1_000,
    max: 86_400_000,
    doc: 'How long fetching an image may take.',
  }),
  containerEngineAwayMs: duration('ORRERY_CONTAINER_ENGINE_AWAY_MS', {
    default: 300_000,
    min: 1_000,
    max: 86_400_000,
    doc: 'How long the engine may be away until containers count as lost to the worker.',
  }),
};

export type ContainerConfig = ConfigOf<typeof containerConfigTable>;
