import { Loop, type Logger, type LoopRegistry } from '@orrery/runtime';
import type { Lease } from './lease.js';
import type { ProcessGuard } from './process-guard.js';
import type { SelfFence } from './self-fence.js';

const lookEveryMs = 250;

/** Has the fence looked at the lease again and again, and at once when it is renewed; the guard is told each time. */
export function fenceLoop(
  lease: Lease,
  fence: SelfFence,
  guard: ProcessGuard,
  supervision: { readonly logger: Logger; readonly registry: LoopRegistry },
): Loop {
  const step = () => fence.runOnce();
  const loop = new Loop({ ...supervision, name: 'self-fence', intervalMs: lookEveryMs, step });
  guard.renew(lease.remainingMs);
  lease.onRenewed((remainingMs) => {
    guard.renew(remainingMs);
    loop.wake();
  });
  return loop;
}
