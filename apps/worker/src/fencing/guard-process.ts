import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@orrery/runtime';
import type { GuardedGroup, GuardOrder } from './guarded-groups.js';
import { ProcessGuard } from './process-guard.js';

type Child = ChildProcessByStdio<Writable, null, null>;
const RESTART_MS = 1_000;
const built = fileURLToPath(new URL('./lease-guard.js', import.meta.url));

/** The guard as a process of its own (see lease-guard.ts), started with the first group; one that dies is started again. */
export class GuardProcess extends ProcessGuard {
  private readonly groups = new Map<number, GuardedGroup>();
  private child: Child | undefined;
  private leaseEndMs = Infinity;
  private stopped = false;

  constructor(
    private readonly logger: Logger,
    private readonly nowMs: () => number,
    private readonly program = built,
  ) {
    super();
  }

  watch(groupId: number, fenced: boolean, listFile?: string): void {
    const group = { groupId, fenced, listFile };
    this.groups.set(groupId, group);
    if (this.child === undefined) this.start();
    else this.tell({ kind: 'watch', ...group });
  }

  forget(groupId: number): void {
    this.groups.delete(groupId);
    this.tell({ kind: 'forget', groupId });
  }

  renew(remainingMs: number): void {
    this.leaseEndMs = this.nowMs() + remainingMs;
    this.tell({ kind: 'lease', remainingMs });
  }

  stop(): void {
    this.stopped = true;
    this.child?.stdin.end();
    this.child = undefined;
  }

  /** Of a session of its own: a signal to the worker's terminal is not for it. */
  private start(): void {
    if (this.stopped) return;
    const child = spawn(process.execPath, [this.program], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.child = child;
    child.on('error', (error) => this.logger.error({ err: error }, 'the lease guard failed'));
    child.stdin.on('error', () => undefined); // its end is told by `exit`
    child.on('exit', () => this.restart(child));
    child.unref();
    if (Number.isFinite(this.leaseEndMs)) {
      this.tell({ kind: 'lease', remainingMs: this.leaseEndMs - this.nowMs() });
    }
    for (const group of this.groups.values()) this.tell({ kind: 'watch', ...group });
  }

  private restart(child: Child): void {
    if (this.stopped || this.child !== child) return;
    this.logger.warn('the lease guard ended; it is started again');
    setTimeout(() => this.start(), RESTART_MS).unref();
  }

  private tell(order: GuardOrder): void {
    if (this.child?.stdin.writable) this.child.stdin.write(`${JSON.stringify(order)}\n`);
  }
}
