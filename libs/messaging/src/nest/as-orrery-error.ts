import { HttpException } from '@nestjs/common';
import { RpcException } from '@nestjs/microservices';
import { errorFromCode, InternalError, OrreryError, type ErrorCode } from '@orrery/domain';

const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  412: 'version_mismatch',
  413: 'too_large',
  422: 'invalid',
  503: 'unavailable',
};
/** What Nest throws when a guard of a message handler says no. */
const GUARD_REFUSAL = 'Forbidden resource';

/** The platform's error for whatever a handler, pipe or guard threw. The unknown becomes `internal` with its details hidden. */
export function asOrreryError(thrown: unknown): OrreryError {
  if (thrown instanceof OrreryError) return thrown;
  if (thrown instanceof HttpException) {
    const code = codeOfStatus[thrown.getStatus()];
    if (code !== undefined) return errorFromCode(code, thrown.message);
  }
  if (thrown instanceof RpcException && thrown.message === GUARD_REFUSAL) {
    return errorFromCode('forbidden', 'This call is not allowed.');
  }
  return new InternalError('An unexpected error occurred; its details are in the log of the service.');
}
