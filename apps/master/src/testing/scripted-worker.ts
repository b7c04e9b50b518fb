import {
  workerQueue,
  workQueue,
  type ControlMessage,
  type DispatchMessage,
  type HeartbeatMessage,
  type IntakeMessage,
  type PushMessage,
  type ReportMessage,
  type WorkerPing,
  type NodeResourcesDto,
} from '@orrery/contracts';
import type { AttemptOutcome, ResourceColumns } from '@orrery/domain';
import { MessageSender, payloadsOf, ServiceClient, type Broker, type Consumer } from '@orrery/messaging';
import { newId, SystemClock } from '@orrery/runtime';
import { vi } from 'vitest';

const resources = {
  cpu: 0,
  load1: 0,
  memoryUsedBytes: 0,
  memoryTotalBytes: 1,
  diskFreeBytes: 0,
  diskTotalBytes: 1,
  loopLagMs: 0,
};
const waiting = { timeout: 10_000, interval: 20 };

/** A worker without will: it notes what it gets, and beats, claims and reports when the test says so. */
export class ScriptedWorker {
  readonly dispatched: DispatchMessage[] = [];
  readonly told: ControlMessage[] = [];
  /** Of what was dispatched, that which came to it alone. */
  readonly pushed: PushMessage[] = [];
  readonly intake: IntakeMessage[] = [];
  labels: Record<string, string> = {};
  resources: NodeResourcesDto = { ...resources };
  epoch = newId();
  slots = 4;
  /** Whether it answers masters that do not hear it. */
  answers = false;
  readonly #clock = new SystemClock();
  readonly #sender: MessageSender;
  readonly #client: ServiceClient;
  readonly #consumers: Consumer[] = [];
  #beating: NodeJS.Timeout | undefined;
  #beats = 0;

  constructor(
    private readonly broker: Broker,
    readonly id: string,
    readonly group: string,
    private readonly onDispatch: (message: DispatchMessage) => unknown = () => undefined,
  ) {
    this.#sender = new MessageSender(broker);
    this.#client = new ServiceClient(broker);
  }

  async start(): Promise<this> {
    await this.broker.declare(workQueue(this.group));
    await this.broker.declare(workerQueue(this.id));
    const take = async (queue: string, handle: (body: never, type: string) => unknown) => {
      const consumer = await this.broker.consume(queue, { prefetch: 100 }, async ([delivery]) => {
        const { type } = delivery!;
        await Promise.all(payloadsOf(delivery!).map((payload) => handle(payload as never, type)));
        delivery!.ack();
      });
      this.#consumers.push(consumer);
    };
    await take(workerQueue(this.id).name, (body, type) => this.#hear(body, type));
    await take(workQueue(this.group).name, (body) => this.#take(body));
    return this;
  }

  #hear(body: unknown, type: string): unknown {
    if (type === 'worker.control') return this.told.push(body as ControlMessage);
    if (type === 'worker.intake') return this.intake.push(body as IntakeMessage);
    if (type === 'worker.ping' && (body as WorkerPing).answer && this.answers)
      return this.#say('worker.answer', 'up');
    if (type !== 'run.push') return undefined;
    this.pushed.push(body as PushMessage);
    return this.#take((body as PushMessage).dispatch);
  }

  #take(dispatch: DispatchMessage): unknown {
    this.dispatched.push(dispatch);
    return this.onDispatch(dispatch);
  }

  async stop(): Promise<void> {
    this.silence();
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
  }

  /** Leaves its group's messages in the queue, as a worker does whose slots are taken. */
  async stopTaking(): Promise<void> {
    await this.#consumers.at(-1)!.stop();
  }

  /** Stands in the registry of the masters when this resolves, and goes on beating. */
  async up(): Promise<void> {
    await this.beat();
    this.#beating = setInterval(() => void this.beat().catch(() => undefined), 400);
    await vi.waitFor(() => this.#client.call('worker.get', { id: this.id }), waiting);
  }

  /** Waits until so many masters count on it: each greets a worker it has not seen. */
  async isKnown(masters = 1): Promise<void> {
    await vi.waitFor(() => {
      if (this.intake.length < masters) throw new Error(`known to ${this.intake.length} master(s)`);
    }, waiting);
  }

  silence(): void {
    clearInterval(this.#beating);
  }

  async beat(state: 'up' | 'draining' | 'stopped' = 'up'): Promise<void> {
    await this.#say('worker.heartbeat', state);
  }

  /** The `count`th dispatch, once it is there. */
  async next(count: number): Promise<DispatchMessage> {
    await vi.waitFor(() => {
      if (this.dispatched.length < count) throw new Error(`${this.dispatched.length} of ${count} dispatches`);
    }, waiting);
    return this.dispatched[count - 1]!;
  }

  async claim(...messages: readonly DispatchMessage[]): Promise<readonly string[]> {
    const claims = messages.map(({ runId, attempt }) => ({ runId, attempt }));
    const request = { workerId: this.id, workerEpoch: this.epoch, claims };
    return (await this.#client.call('run.claim', request)).granted;
  }

  async started(message: DispatchMessage): Promise<ReportMessage> {
    return this.report({ ...this.#head(message), kind: 'started' });
  }

  async progressed(message: DispatchMessage, progress: number): Promise<ReportMessage> {
    return this.report({ ...this.#head(message), kind: 'progress', progress, message: null });
  }

  /** @param place how it is numbered, and when it says that it was made */
  async stored(
    message: DispatchMessage,
    value: unknown,
    place: { readonly seq?: number; readonly at?: string } = {},
  ): Promise<ReportMessage> {
    return this.report({ ...this.#head(message), kind: 'checkpoint', value, ...place });
  }

  async sampled(message: DispatchMessage, samples: ResourceColumns): Promise<ReportMessage> {
    return this.report({ ...this.#head(message), kind: 'samples', samples });
  }

  async finish(message: DispatchMessage, outcome: AttemptOutcome = 'succeeded'): Promise<ReportMessage> {
    return this.report(this.ending(message, outcome));
  }

  /** A report of the attempt's end, not sent. */
  ending(message: DispatchMessage, outcome: AttemptOutcome = 'succeeded'): ReportMessage {
    const head = this.#head(message);
    const exitCode = outcome === 'succeeded' ? 0 : 1;
    const failure =
      outcome === 'succeeded' ? null : { kind: 'exit_code' as const, message: 'exit 1', exitCode };
    const result = outcome === 'succeeded' ? { ok: true } : null;
    return { ...head, kind: 'finished', outcome, startedAt: head.at, exitCode, result, failure };
  }

  async report(...reports: readonly ReportMessage[]): Promise<ReportMessage> {
    await this.#sender.sendAll(
      'run.report',
      reports.map((payload) => ({ payload, id: payload.id })),
    );
    return reports[0]!;
  }

  /** Waits until the worker was told something that `matches`. */
  async isTold(matches: (message: ControlMessage) => boolean): Promise<void> {
    await vi.waitFor(() => {
      if (!this.told.some(matches)) throw new Error(`told only ${JSON.stringify(this.told)}`);
    }, waiting);
  }

  async isConfirmed(report: ReportMessage): Promise<void> {
    await this.isTold((message) => message.kind === 'confirm' && message.reportIds.includes(report.id));
  }

  async #say(message: 'worker.heartbeat' | 'worker.answer', state: HeartbeatMessage['state']): Promise<void> {
    const at = this.#at();
    this.#beats += 1;
    await this.#sender.send(message, {
      seq: this.#beats,
      v: 1,
      workerId: this.id,
      workerEpoch: this.epoch,
      group: this.group,
      labels: this.labels,
      state,
      slots: this.slots,
      busy: 0,
      host: 'h',
      version: '1',
      startedAt: at,
      at,
      resources: this.resources,
    });
  }

  #head({ runId, attempt }: DispatchMessage) {
    const { id: workerId, epoch: workerEpoch } = this;
    return { v: 1 as const, id: newId(), runId, attempt, workerId, workerEpoch, at: this.#at() };
  }

  #at(): string {
    return this.#clock.now().toISOString();
  }
}
