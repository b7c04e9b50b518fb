export {
  brokerAddress,
  clusterAddresses,
  schemaAddress,
  type AddressConfig,
} from './config/cluster-addresses.js';
export { ConfigError } from './config/config-error.js';
export {
  defineConfig,
  withoutPassword,
  type ConfigCheck,
  type ConfigOf,
  type ConfigTable,
  type Environment,
} from './config/define-config.js';
export { describeConfig, textOf } from './config/describe-config.js';
export { exitOnConfigError } from './config/exit-on-config-error.js';
export { loadEnvFile } from './config/load-env-file.js';
export {
  duration,
  flag,
  integer,
  list,
  oneOf,
  secret,
  text,
  url,
  type ConfigEntry,
  type EntryOptions,
  type RangeOptions,
} from './config/readers.js';
export { madeOnce } from './files/made-once.js';
export {
  HealthRegistry,
  type HealthReport,
  type ReadinessCheck,
  type ReadinessReport,
} from './health/health-registry.js';
export { healthConfig } from './health/health-config.js';
export { HealthServer, type HealthServerOptions } from './health/health-server.js';
export { newId } from './ids/new-id.js';
export { Lifecycle, type StopStep } from './lifecycle/lifecycle.js';
export { ProcessLock } from './lifecycle/process-lock.js';
export { runApp, type AppProcess, type ProcessParts } from './lifecycle/run-app.js';
export { runUntilSignal, type SignalSource } from './lifecycle/run-until-signal.js';
export type { RunningApp } from './lifecycle/running-app.js';
export {
  createLogger,
  LOG_FORMATS,
  LOG_LEVELS,
  type LogFormat,
  type Logger,
  type LogLevel,
  type LogOutput,
} from './logging/logger.js';
export { loggingConfig } from './logging/logging-config.js';
export { messageOf } from './logging/message-of.js';
export { Loop, type LoopOptions } from './looping/loop.js';
export { LoopRegistry, type LoopHealth, type Progressing } from './looping/loop-registry.js';
export { Waiter } from './looping/waiter.js';
export { measureLoops } from './metrics/measure-loops.js';
export { Metrics, type MetricsOptions } from './metrics/metrics.js';
export { LoopLag } from './resources/loop-lag.js';
export { ResourceSampler, type SampledResources } from './resources/resource-sampler.js';
export { jittered, retryWithBackoff, type BackoffOptions } from './retrying/retry-with-backoff.js';
export { monotonicMs } from './time/monotonic-ms.js';
export { SystemClock } from './time/system-clock.js';
export { currentTrace, newTraceparent, withTrace, type Trace } from './tracing/trace.js';
