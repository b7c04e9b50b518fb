import { defineConfig, duration, flag, loggingConfig, text, type ConfigOf } from '@orrery/runtime';

/** What the standalone process reads on top of the settings of the four apps in it. */
export const standaloneConfigTable = {
  dataDir: text('ORRERY_DATA_DIR', {
    default: '.orrery',
    doc: 'Directory of the databases and of everything else kept.',
  }),
  demo: flag('ORRERY_DEMO', { default: true, doc: 'Whether a first start makes a small demo project.' }),
  drainMs: duration('ORRERY_DRAIN_MS', {
    default: 10_000,
    max: 600_000,
    doc: 'Grace period of a stop: running attempts may end within it.',
  }),
  ...loggingConfig,
};

export type StandaloneConfig = ConfigOf<typeof standaloneConfigTable>;

/** Reads the configuration of a standalone process; throws a ConfigError that names each wrong variable. */
export const readStandaloneConfig = defineConfig(standaloneConfigTable);

/** The environment as the apps inside see it: one node, reachable from this machine only unless told otherwise. */
export function withStandaloneDefaults(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const defaults = {
    ORRERY_NODE_ID: 'standalone',
    ORRERY_HOST: '127.0.0.1',
    ORRERY_DRAIN_MS: '10000',
    ORRERY_LOG_LEVEL: 'warn',
    ORRERY_HTTP_ALLOW: 'localhost,127.0.0.1,::1',
    ...(process.stdout.isTTY && { ORRERY_LOG_FORMAT: 'pretty' }),
  };
  return { ...defaults, ...env, ORRERY_MODE: 'standalone' };
}
