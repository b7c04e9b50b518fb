import type { SecretsReply } from '@orrery/contracts';
import { type RunFailure, SecretMask } from '@orrery/domain';
import type { ServiceClient } from '@orrery/messaging';
import { messageOf, retryWithBackoff, type Logger } from '@orrery/runtime';
import type { Attempt } from '../executing/attempt.js';
import { failedWith, type ExecutionResult } from '../executing/execution-result.js';
import type { WorkerIdentity } from '../identity/worker-identity.js';

const CALL_DEADLINE_MS = 5_000;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 2_000;

/** Asks the master for the secrets of an attempt when it begins. They are in the memory of this process only, and as long as it runs. */
export class SecretRequests {
  constructor(
    private readonly client: Pick<ServiceClient, 'call'>,
    private readonly identity: Pick<WorkerIdentity, 'id' | 'epoch'>,
    private readonly logger: Logger,
  ) {}

  /**
   * Gives the attempt its secrets, and hides them in its log from then on. While no master answers it asks again, until the
   * attempt has to end. Resolves to how the attempt ends when it cannot have them.
   */
  async equip(attempt: Attempt): Promise<ExecutionResult | undefined> {
    if (attempt.dispatch.secrets === undefined) return undefined;
    let reply: SecretsReply;
    try {
      reply = await Promise.race([this.ask(attempt), endOf(attempt.signal)]);
    } catch (error) {
      if (attempt.endReason !== undefined) return { outcome: 'ended' };
      throw error;
    }
    if (reply.kind !== 'given') return refuse(attempt, reply);
    attempt.take(reply.secrets, new SecretMask(Object.values(reply.secrets)));
    return undefined;
  }

  private ask({ dispatch, log, signal }: Attempt): Promise<SecretsReply> {
    const { runId, attempt } = dispatch;
    const request = { runId, attempt, workerId: this.identity.id, workerEpoch: this.identity.epoch };
    const options = {
      initialMs: FIRST_BACKOFF_MS,
      maxMs: LONGEST_BACKOFF_MS,
      signal,
      onWait: (error: unknown, _delayMs: number, tries: number) => {
        this.logger.warn({ runId, reason: messageOf(error) }, 'secrets not answered; asking again');
        if (tries === 1) log.append('system', 'waits for its secrets: no master answers');
      },
    };
    return retryWithBackoff(options, () => this.client.call('run.secrets', request, CALL_DEADLINE_MS));
  }
}

function refuse({ log }: Attempt, reply: Exclude<SecretsReply, { kind: 'given' }>): ExecutionResult {
  log.append('system', reply.message);
  const failure: RunFailure = { kind: 'secret', message: reply.message };
  return failedWith(reply.kind === 'missing' ? { ...failure, retry: { kind: 'never' } } : failure);
}

/** Rejects when the attempt has to end: it does not wait for an answer that is on its way. */
function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
