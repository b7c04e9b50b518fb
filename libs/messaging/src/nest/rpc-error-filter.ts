import { Catch, type ExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/**
 * Lets what a handler threw through to `MessagingServer`, which knows the platform's errors; Nest alone would replace it by
 * "Internal server error". For message controllers only: globally in a microservice, `@UseFilters` beside HTTP controllers.
 */
@Catch()
export class RpcErrorFilter implements ExceptionFilter {
  catch(thrown: unknown): Observable<never> {
    return throwError(() => thrown);
  }
}
