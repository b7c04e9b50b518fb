import { MessageSender, ServiceClient } from '@orrery/messaging';
import { HealthRegistry, LoopLag, monotonicMs, ProcessLock } from '@orrery/runtime';
import { ClaimBatcher } from './claiming/claim-batcher.js';
import { labelsOf, type WorkerConfig } from './config.js';
import { AttemptAudit } from './control/attempt-audit.js';
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
import { fenceLoop } from './fencing/fence-loop.js';
import { GuardProcess } from './fencing/guard-process.js';
import { Lease } from './fencing/lease.js';
import { NoProcessGuard } from './fencing/process-guard.js';
import { SelfFence } from './fencing/self-fence.js';
import { HandlerRegistry } from './handlers/handler-registry.js';
import { Answers } from './heartbeat/answers.js';
import { WorkerPulse } from './heartbeat/worker-pulse.js';
import { WorkerFiles } from './identity/worker-files.js';
import { WorkerIdentity } from './identity/worker-identity.js';
import { Slots } from './intake/slots.js';
import { WorkIntake } from './intake/work-intake.js';
import { processFinder } from './killing/this-machine.js';
import { OrphanKiller } from './killing/orphan-killer.js';
import { LogShipper } from './logs/log-shipper.js';
import { FormerLife } from './recovering/former-life.js';
import { ProcessOutputs } from './outputs/process-outputs.js';
import { ReportOutbox } from './reporting/report-outbox.js';
import { ReportWriter } from './reporting/report-writer.js';
import { intakes, pullGate } from './reserving/joined-intakes.js';
import { PullLimit } from './reserving/pull-limit.js';
import { PushedAttempts } from './reserving/pushed-attempts.js';
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
  slots.onBusyChange((busy) => pulse.setBusy(busy + pushed.waitingSlots));

  const sender = new MessageSender(broker);
  const spool = new Spool(files.spool, logger);
  const reports = new ReportWriter(identity, clock);
  const outbox = new ReportOutbox(spool, broker, logger, { clock, registry: health.loops });
  const logs = new LogShipper(sender, clock, logger);
  const lease = new Lease(identity.epoch);
  const claims = new ClaimBatcher(new ServiceClient(broker), identity, lease, logger);

  const handlers = new HandlerRegistry();
  const finder = processFinder();
  const http = new HttpExecutor(config.resultLimitBytes);
  const directories = new WorkingDirectories(files.work, logger);
  const guard = config.amqpUrl === undefined ? new NoProcessGuard() : new GuardProcess(logger, monotonicMs);
  const processes = new ProcessRunner(await Launcher.probe(), finder, guard);
  const outputs = new ProcessOutputs(processes, config.resultLimitBytes);
  const executors = new Executors([
    new ShellExecutor(outputs, directories, identity),
    new ScriptExecutor(outputs, directories, identity),
    new HandlerExecutor(handlers, config.resultLimitBytes),
    http,
  ]);

  const attempts = new Attempts();
  const events = new AttemptEvents();
  const runner = new AttemptRunner({ executors, reports, outbox, logs, events, identity, clock, logger });
  const admission = new AttemptAdmission({ attempts, spool, claims, runner, logs, logger });
  const admit = admission.admit.bind(admission);
  const limit = new PullLimit(config.slots);
  const pushed = new PushedAttempts(slots, limit, admit, logger);
  const intake = new WorkIntake(
    broker,
    slots,
    admit,
    { group: config.group, holdMs: HOLD_MS, restMs: REST_MS, gate: pullGate(limit, pushed) },
    logger,
  );
  const joined = intakes(intake, pushed);
  outbox.onFull((full) => (full ? void joined.pause('backlog') : joined.resume('backlog')));

  limit.onChange(() => {
    pushed.noticeLimit();
    intake.noticeGate();
  });
  pushed.onChange(() => {
    pulse.setBusy(slots.busy + pushed.waitingSlots);
    intake.noticeGate();
  });

  const selfFence = new SelfFence(lease, attempts, joined, logger);
  const fence = fenceLoop(lease, selfFence, guard, { logger, registry: health.loops });
  const draining = new Draining(joined, pulse);
  slots.onBusyChange(() => draining.noticeBusy());

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
      joined,
      limit,
      pushed,
    },
    answers: new Answers(),
    lock: new ProcessLock(files.root, takenBy),
    loopLag: new LoopLag((lagMs) => pulse.setLoopLagMs(lagMs)),
    draining,
    lease,
    guard,
    audit: new AttemptAudit({ attempts, spool, reports, outbox, clock, logger }),
    fence,
    selfFence,
    formerLife: new FormerLife({ spool, files, orphans, outbox, reports, logger }),
    health,
  };
}

/** Two workers under one id on one machine would end each other's attempts. */
function takenBy(pid: number, path: string): string {
  return `ORRERY_NODE_ID is already used by the worker with process id ${pid} (${path}); give each its own.`;
}
