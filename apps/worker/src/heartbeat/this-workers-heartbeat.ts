import type { WorkerConfig } from '../config.js';
import type { WorkerDependencies } from '../worker-dependencies.js';
import type { WorkerParts } from '../worker-parts.js';
import type { HeartbeatSource } from './heartbeat-source.js';
import { HeartbeatWriter, type HeartbeatHead } from './heartbeat-writer.js';
import { LoopHeartbeat } from './loop-heartbeat.js';
import { ThreadHeartbeat } from './thread-heartbeat.js';

/** With RabbitMQ from a thread of its own; in standalone, where all live and die together, from the main event loop. */
export function heartbeatOf(
  config: WorkerConfig,
  { clock, logger }: WorkerDependencies,
  { identity, slots, pulse, files, sender, health, isolation, containers }: WorkerParts,
): HeartbeatSource {
  const head = {
    workerId: identity.id,
    workerEpoch: identity.epoch,
    group: identity.group,
    labels: identity.labels,
    slots: slots.total,
    host: identity.host,
    version: identity.version,
    startedAt: identity.startedAt.toISOString(),
    isolation: offerOf(isolation, containers),
  };
  const { amqpUrl, namespace, heartbeatMs: intervalMs, logLevel } = config;
  if (amqpUrl !== undefined) {
    const data = { head, pulse: pulse.buffer, intervalMs, amqpUrl, namespace, dataDir: files.root, logLevel };
    return new ThreadHeartbeat(data, logger);
  }
  const writer = new HeartbeatWriter(head, pulse, files.root);
  return new LoopHeartbeat({ writer, sender, intervalMs, clock, logger, registry: health.loops });
}

function offerOf(
  { offer }: WorkerParts['isolation'],
  containers: WorkerParts['containers'],
): HeartbeatHead['isolation'] {
  if (offer === undefined || containers?.missing === undefined) return offer;
  return { ...offer, missing: [...offer.missing, containers.missing] };
}
