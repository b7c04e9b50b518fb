import { MessageSender, ServiceClient } from '@orrery/messaging';
import { HealthRegistry, ProcessLock } from '@orrery/runtime';
import { ClaimBatcher } from './claiming/claim-batcher.js';
import { labelsOf, type WorkerConfig } from './config.js';
import { Draining } from './control/draining.js';
import { AttemptAdmission } from './executing/attempt-admission.js';
import { AttemptEvents } from './executing/attempt-events.js';
import { AttemptRunner } from './executing/attempt-runner.js';
import { Attempts } from './executing/attempts.js';
import { Executors } from './executing/executors.js';
import { HandlerExecutor } from './executing/handler-executor.js';
import { HttpExecutor } from './executing/http-executor.js';
import { Launcher } from './executing/launcher.js';
import { ProcessRunner } from './executing/process-runner.js';
import { ScriptExecutor } from './executing/script-executor.js';
import { ShellExecutor } from './executing/shell-executor.js';
import { WorkingDirectories } from './executing/working-directories.js';
import { HandlerRegistry } from './handlers/handler-registry.js';
import { LoopLag } from './heartbeat/loop-lag.js';
import { WorkerPulse } from './heartbeat/worker-pulse.js';
import { WorkerFiles } from './identity/worker-files.js';
import { WorkerIdentity } from './identity/worker-identity.js';
import { Slots } from './intake/slots.js';
import { WorkIntake } from './intake/work-intake.js';
import { processFinder } from './killing/this-machine.js';
import { OrphanKiller } from './killing/orphan-killer.js';
import { LogShipper } from './logs/log-shipper.js';
import { FormerLife } from './recovering/former-life.js';
import { ReportOutbox } from './reporting/report-outbox.js';
import { ReportWriter } from './reporting/report-writer.js';
import { Spool } from './spool/spool.js';
import type { WorkerDependencies } from './worker-dependencies.js';

/** A delivery waits unacknowledged at most so long for a slot. */
const HOLD_MS = 500;
const REST_MS = 5_000;

export type WorkerParts = Awaited<ReturnType<typeof makeWorkerParts>>;

/** Makes all parts of a worker and joins them; nothing runs yet. */
export async function makeWorkerParts(config: WorkerConfig, dependencies: WorkerDependencies) {
  const { broker, clock, logger, health = new HealthRegistry() } = dependencies;
  const files = new WorkerFiles(config.dataDir, config.nodeId);
  const labels = labelsOf(config);
  const identity = new WorkerIdentity(config.nodeId, config.group, labels, clock.now(), files.root);
  const pulse = new WorkerPulse();
  const slots = new Slots(config.slots);
  slots.onBusyChange((busy) => pulse.setBusy(busy));

  const sender = new MessageSender(broker);
  const spool = new Spool(files.spool, logger);
  const reports = new ReportWriter(identity, clock);
  const outbox = new ReportOutbox(spool, broker, logger, { clock, registry: health.loops });
  const logs = new LogShipper(sender, clock, logger);
  const claims = new ClaimBatcher(new ServiceClient(broker), identity, logger);

  const handlers = new HandlerRegistry();
  const finder = processFinder();
  const http = new HttpExecutor();
  const directories = new WorkingDirectories(files.work, logger);
  const processes = new ProcessRunner(await Launcher.probe(), finder);
  const executors = new Executors([
    new ShellExecutor(processes, directories, identity),
    new ScriptExecutor(processes, directories, identity),
    new HandlerExecutor(handlers),
    http,
  ]);

  const attempts = new Attempts();
  const events = new AttemptEvents();
  const runner = new AttemptRunner({ executors, reports, outbox, logs, events, identity, clock, logger });
  const admission = new AttemptAdmission({ attempts, spool, claims, runner, logs, logger });
  const admit = admission.admit.bind(admission);
  const intake = new WorkIntake(
    broker,
    slots,
    admit,
    { group: config.group, holdMs: HOLD_MS, restMs: REST_MS },
    logger,
  );
  outbox.onFull((full) => (full ? void intake.pause('backlog') : intake.resume('backlog')));

  const orphans = new OrphanKiller(finder, identity, logger);
  return {
    ...{
      identity,
      files,
      pulse,
      slots,
      sender,
      spool,
      outbox,
      logs,
      claims,
      handlers,
      http,
      attempts,
      events,
      intake,
    },
    lock: new ProcessLock(files.root, takenBy),
    loopLag: new LoopLag(pulse),
    draining: new Draining(intake, pulse),
    formerLife: new FormerLife({ spool, files, orphans, outbox, reports, logger }),
    health,
  };
}

/** Two workers under one id on one machine would end each other's attempts. */
function takenBy(pid: number, path: string): string {
  return `ORRERY_NODE_ID is already used by the worker with process id ${pid} (${path}); give each its own.`;
}
