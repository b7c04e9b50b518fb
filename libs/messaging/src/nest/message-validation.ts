import { ValidationPipe } from '@nestjs/common';
import { fieldErrors, invalid } from '@orrery/contracts';

/**
 * Validates payloads of messages by their class; wrong fields become an `InvalidError` that names them. Unknown fields are
 * accepted: a newer peer may send them (rolling upgrade).
 */
export function messageValidation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    exceptionFactory: (errors) => invalid(fieldErrors(errors)),
  });
}
