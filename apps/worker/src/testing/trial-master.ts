import {
  heartbeatsQueue,
  linesOfLogText,
  logsQueue,
  masterRpcQueue,
  reportsQueue,
  type AttemptClaim,
  type ClaimRequest,
  type ControlMessage,
  type DispatchMessage,
  type FinishedReport,
  type HeartbeatMessage,
  type LogLine,
  type PackedLogChunk,
  type ReportMessage,
  type SecretsReply,
  unpackLogText,
} from '@orrery/contracts';
import type { WorkerDuty } from '@orrery/domain';
import { MessageSender, payloadsOf, type Broker, type Delivery } from '@orrery/messaging';
import { vi } from 'vitest';
import { dispatchOf } from './dispatch-of.js';

export interface TrialMasterOptions {
  readonly broker: Broker;
  /** Whether a claim is granted. Default: always. */
  readonly grant?: (runId: string, workerId: string) => boolean;
  readonly confirms?: boolean;
  /** How many leases it grants, for how long each. Default: one of 15 s for each heartbeat. */
  readonly leases?: { readonly count: number; readonly leaseMs: number };
  /** What it answers about secrets; undefined: nothing. Default: that there are none. */
  readonly secrets?: (claim: AttemptClaim) => SecretsReply | undefined;
  /** A claim is answered when this has settled. */
  readonly beforeClaim?: () => Promise<unknown>;
}

/** What a chunk brought. */
interface LogLinesOf {
  readonly runId: string;
  readonly attempt: number;
  readonly lines: readonly LogLine[];
}

/** Plays the master: grants claims, keeps what workers report, confirms it. */
export class TrialMaster {
  readonly reports: ReportMessage[] = [];
  readonly chunks: LogLinesOf[] = [];
  readonly heartbeats: HeartbeatMessage[] = [];
  readonly claims: ClaimRequest[] = [];
  private readonly sender: MessageSender;
  private unpacked: Promise<void> = Promise.resolve();
  private duty: WorkerDuty = 'work';
  private granted = 0;

  constructor(private readonly options: TrialMasterOptions) {
    this.sender = new MessageSender(options.broker);
  }

  async start(): Promise<void> {
    const { broker, grant = () => true } = this.options;
    await broker.connect();
    await broker.consume(masterRpcQueue.name, { prefetch: 100 }, async ([request]) => {
      if (request!.type === 'run.secrets') return this.giveSecrets(request!);
      const body = request!.body as ClaimRequest;
      this.claims.push(body);
      await this.options.beforeClaim?.();
      const granted = body.claims.map(({ runId }) => runId).filter((runId) => grant(runId, body.workerId));
      await broker.reply(request!, { ok: true, value: { granted } });
      request!.ack();
    });
    const batch = { size: 500, waitMs: 2 };
    await broker.consume(reportsQueue.name, { prefetch: 2_000, batch }, async (deliveries) => {
      const reports = deliveries.flatMap(payloadsOf) as ReportMessage[];
      this.reports.push(...reports);
      for (const delivery of deliveries) delivery.ack();
      if (this.options.confirms ?? true) await this.confirm(reports);
    });
    await broker.consume(logsQueue.name, { prefetch: 100 }, ([delivery]) => {
      this.unpacked = this.unpacked.then(() => this.unpack(delivery!));
      return this.unpacked;
    });
    await broker.consume(heartbeatsQueue.name, { prefetch: 100 }, async ([delivery]) => {
      const heartbeat = delivery!.body as HeartbeatMessage;
      this.heartbeats.push(heartbeat);
      delivery!.ack();
      await this.renew(heartbeat);
    });
  }

  async dispatch(overrides: Partial<DispatchMessage> = {}, group = 'default'): Promise<DispatchMessage> {
    const dispatch = dispatchOf(overrides);
    await this.sender.send('run.dispatch', dispatch, group);
    return dispatch;
  }

  control(workerId: string, message: ControlMessage): Promise<unknown> {
    if (message.kind === 'drain' || message.kind === 'cordon') this.duty = message.kind;
    if (message.kind === 'resume') this.duty = 'work';
    return this.sender.send('worker.control', message, workerId);
  }

  finishedOf(runId: string): FinishedReport | undefined {
    return this.reports.find((report) => report.kind === 'finished' && report.runId === runId) as
      FinishedReport | undefined;
  }

  /** The report of the end of a run, once it has come. */
  async finished(runId: string, limitMs = 8_000): Promise<FinishedReport> {
    const report = await vi.waitUntil(() => this.finishedOf(runId), { timeout: limitMs, interval: 5 });
    // What it logged arrived before.
    await this.unpacked;
    return report;
  }

  linesOf(runId: string): LogLine[] {
    const lines = this.chunks.filter((chunk) => chunk.runId === runId).flatMap((chunk) => chunk.lines);
    return [...new Map(lines.map((line) => [line.n, line])).values()].sort((a, b) => a.n - b.n);
  }

  textOf(runId: string, stream: LogLine['stream']): string[] {
    return this.linesOf(runId)
      .filter((line) => line.stream === stream)
      .map(({ text }) => text);
  }

  private async unpack(delivery: Delivery): Promise<void> {
    for (const { runId, attempt, first, packed } of payloadsOf(delivery) as PackedLogChunk[]) {
      const text = await unpackLogText(Buffer.from(packed, 'base64'));
      this.chunks.push({ runId, attempt, lines: linesOfLogText(text, first) });
    }
    delivery.ack();
  }

  private async giveSecrets(request: Delivery): Promise<void> {
    const { broker, secrets = () => ({ kind: 'given', secrets: {} }) as const } = this.options;
    const value = secrets(request.body as AttemptClaim);
    if (value !== undefined) await broker.reply(request, { ok: true, value });
    request.ack();
  }

  private async renew({ workerId, workerEpoch, leaseStampMs }: HeartbeatMessage): Promise<void> {
    const { count, leaseMs } = this.options.leases ?? { count: Infinity, leaseMs: 15_000 };
    if (this.granted >= count) return;
    this.granted += 1;
    const lease = { v: 1, workerEpoch, stampMs: leaseStampMs!, leaseMs, duty: this.duty } as const;
    await this.sender.send('worker.lease', lease, workerId);
  }

  private async confirm(reports: readonly ReportMessage[]): Promise<void> {
    for (const worker of new Set(reports.map(({ workerId }) => workerId))) {
      const reportIds = reports.filter(({ workerId }) => workerId === worker).map(({ id }) => id);
      await this.control(worker, { v: 1, kind: 'confirm', reportIds });
    }
  }
}
