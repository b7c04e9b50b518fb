import { brokerAddress, createLogger, SystemClock } from '@orrery/runtime';
import { readWorkerConfig, startWorkerApp } from '@orrery/worker';
import { defineHandler } from '@orrery/worker-sdk';
import { AttemptMarks } from './attempt-marks.js';
import { bareSpawn } from './bare-spawn.js';
import { MarkingBroker } from './marking-broker.js';
import type { WorkerNews, WorkerOrder } from './orders.js';

/** A worker of a cluster in a process of its own that also tells the bench how long things took. It ends with the bench. */
const tell = (news: WorkerNews) => process.send?.(news);

/** Computes for so long without letting anybody else have a turn. */
const blocking = defineHandler('bench.block', {
  run: ({ params }) => {
    const untilMs = performance.now() + Number((params as { forMs: number }).forMs);
    while (performance.now() < untilMs);
  },
});

const config = readWorkerConfig(process.env);
const logger = createLogger('worker', config.logLevel);
const { namespace, nodeId } = config;
const broker = new MarkingBroker(
  { url: brokerAddress(config), namespace, clientName: `worker ${nodeId}`, logger },
  new AttemptMarks((timing) => tell({ kind: 'attempt', ...timing })),
);
const app = await startWorkerApp(config, { broker, clock: new SystemClock(), logger, handlers: [blocking] });

process.on('message', (order: WorkerOrder) => {
  if (order.kind === 'cpu') {
    const { user, system } = process.cpuUsage();
    tell({ kind: 'cpu', cpuMs: (user + system) / 1_000 });
  } else {
    void bareSpawn(order.command, order.outputFile).then((timing) => tell({ kind: 'spawned', ...timing }));
  }
});
process.once('disconnect', () => {
  void app
    .stop()
    .finally(() => broker.close())
    .finally(() => process.exit());
});
tell({ kind: 'there' });
