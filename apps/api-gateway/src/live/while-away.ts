import { UnavailableError } from '@orrery/domain';

/** Undefined while the service that answers is away. */
export async function whileAway<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UnavailableError) return undefined;
    throw error;
  }
}
