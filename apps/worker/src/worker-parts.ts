import { runsPrograms } from '@orrery/domain';
import { MessageSender, ServiceClient } from '@orrery/messaging';
import { HealthRegistry, LoopLag, monotonicMs, ProcessLock } from '@orrery/runtime';
import { ClaimBatcher } from './claiming/claim-batcher.js';
import { labelsOf, type WorkerConfig } from './config.js';
import { executorsWithContainers } from './containers/executors-with-containers.js';
import { thisWorkersContainers } from './containers/this-workers-containers.js';
import { AttemptAudit } from './control/attempt-audit.js';
import { Draining } from './control/draining.js';
import { SqlExecutor } from './databases/sql-executor.js';
import { easingOf } from './easing/intake-easing.js';
import { readStrain } from './easing/read-strain.js';
import { AttemptAdmission } from './executing/attempt-admission.js';
import { AttemptEvents } from './executing/attempt-events.js';
import { AttemptRunner } from './executing/attempt-runner.js';
import { Attempts } from './executing/attempts.js';
import { Executors } from './executing/executors.js';
import { HandlerExecutor } from './executing/handler-executor.js';
import { HttpExecutor } from './executing/http-executor.js';
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
import { MissingMaster } from './heartbeat/missing-master.js';
import { WorkerPulse } from './heartbeat/worker-pulse.js';
import { WorkerFiles, workerHome } from './identity/worker-files.js';
import { WorkerIdentity } from './identity/worker-identity.js';
import { Slots } from './intake/slots.js';
import { WorkIntake } from './intake/work-intake.js';
import { thisWorkersIsolation } from './isolating/this-workers-isolation.js';
import { processFinder } from './killing/this-machine.js';
import { OrphanKiller } from './killing/orphan-killer.js';
import { LogLimit } from './logs/log-limit.js';
import { LogShipper } from './logs/log-shipper.js';
import { LogSpool } from './logs/log-spool.js';
import { FormerLife } from './recovering/former-life.js';
import { ProcessOutputs } from './outputs/process-outputs.js';
import { reachRulesOf } from './reaching/reach-config.js';
import { ReportOutbox } from './reporting/report-outbox.js';
import { ReportWriter } from './reporting/report-writer.js';
import { intakes, pullGate } from './reserving/joined-intakes.js';
import { PullLimit } from './reserving/pull-limit.js';
import { PushedAttempts } from './reserving/pushed-attempts.js';
import { AttemptSampler } from './sampling/attempt-sampler.js';
import { SecretRequests } from './secrets/secret-requests.js';
import { Spool } from './spool/spool.js';
import type { WorkerDependencies } from './worker-dependencies.js';

/** A delivery waits unacknowledged at most so long for a slot. */
const HOLD_MS = 500;
const REST_MS = 5_000;

export type WorkerParts = Awaited<ReturnType<typeof makeWorkerParts>>;

/** Makes all parts of a worker and joins them; nothing runs yet. */
export async function makeWorkerParts(config: WorkerConfig, dependencies: WorkerDependencies) {
  const { broker, clock, logger, health = new HealthRegistry() } = dependencies;
  const isolation = await thisWorkersIsolation(
    config,
    logger,
    dependencies.kinds?.some(runsPrograms) ?? true,
  );
  const files = new WorkerFiles(workerHome(config.dataDir, config.nodeId), isolation.workDirectory);
  const labels = labelsOf(config);
  const identity = new WorkerIdentity(config.nodeId, config.group, labels, clock.now(), files.root);
  const pulse = new WorkerPulse();
  const slots = new Slots(config.slots);
  slots.onBusyChange((busy) => pulse.setBusy(busy + pushed.waitingSlots));

  const sender = new MessageSender(broker);
  const spool = new Spool(files.spool, logger);
  const reports = new ReportWriter(identity, clock);
  const outbox = new ReportOutbox(spool, broker, logger, { clock, registry: health.loops });
  const logLimit = new LogLimit();
  const logSpool = new LogSpool(files.logs, logger);
  const logs = new LogShipper({ sender, spool: logSpool, limit: logLimit, clock, logger });
  const lease = new Lease(identity.epoch);
  const client = new ServiceClient(broker);
  const claims = new ClaimBatcher(client, identity, lease, logger);
  const secrets = new SecretRequests(client, identity, logger);

  const handlers = new HandlerRegistry();
  for (const handler of dependencies.handlers ?? []) handlers.add(handler);
  const finder = processFinder();
  const reach = reachRulesOf(config);
  const http = new HttpExecutor(config.resultLimitBytes, reach);
  const directories = new WorkingDirectories(files.work, logger);
  const guard = config.amqpUrl === undefined ? new NoProcessGuard() : new GuardProcess(logger, monotonicMs);
  const sampler = new AttemptSampler(clock, ({ dispatch }, samples) => {
    if (broker.isConnected()) outbox.send(reports.samples(dispatch, samples));
    return broker.isConnected();
  });
  const processes = new ProcessRunner(isolation.cells, finder, clock, guard, sampler);
  const outputs = new ProcessOutputs(processes, config.resultLimitBytes);
  const ground = { identity, directories, guard, sampler, uids: isolation.uids, clock, logger };
  const containers = await thisWorkersContainers(config, ground);
  const programs = {
    shell: new ShellExecutor(outputs, directories, identity),
    script: new ScriptExecutor(outputs, directories, identity),
  };
  const executors = new Executors(
    [
      ...executorsWithContainers(programs, containers?.runner),
      new HandlerExecutor(handlers, config.resultLimitBytes),
      http,
      new SqlExecutor(config.resultLimitBytes, reach),
    ],
    dependencies.kinds,
  );

  const attempts = new Attempts();
  const events = new AttemptEvents();
  const runner = new AttemptRunner({
    ...{ executors, secrets, reports, outbox, logs, events },
    ...{ identity, clock, logger },
  });
  const admission = new AttemptAdmission({ attempts, spool, claims, runner, logs, logger });
  const admit = admission.admit.bind(admission);
  const limit = new PullLimit(config.slots);
  const pushed = new PushedAttempts(slots, limit, admit, logger);
  const intake = new WorkIntake(
    broker,
    slots,
    admit,
    {
      group: config.group,
      holdMs: HOLD_MS,
      restMs: REST_MS,
      gate: pullGate(limit, pushed, () => easing.slots),
    },
    logger,
  );
  const joined = intakes(intake, pushed);
  const easing = easingOf(config, joined, pulse, logger);
  easing.onChange(() => intake.noticeGate());
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
      directories,
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
    isolation,
    containers,
    logLimit,
    answers: new Answers(),
    missingMaster: new MissingMaster(lease, config.namespace, logger),
    lock: new ProcessLock(files.root, takenBy),
    loopLag: new LoopLag((lagMs) => {
      pulse.setLoopLagMs(lagMs);
      void readStrain(lagMs).then((reading) => easing.notice(reading));
    }),
    draining,
    lease,
    guard,
    audit: new AttemptAudit({ attempts, spool, reports, outbox, clock, logger }),
    fence,
    selfFence,
    formerLife: new FormerLife({
      spool,
      logs,
      files,
      orphans,
      remains: isolation.remains,
      containers: containers?.orphans,
      outbox,
      reports,
      logger,
    }),
    health,
  };
}

/** Two workers under one id on one machine would end each other's attempts. */
function takenBy(pid: number, path: string): string {
  return `ORRERY_NODE_ID is already used in this data directory by the worker with process id ${pid} (${path}): give each worker a name of its own by ORRERY_NODE_ID (npm run worker: --node-id); ORRERY_DATA_DIR (--data-dir) they may share.`;
}
