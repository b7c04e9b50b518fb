import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '@orrery/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './send-problem.js';

/** The one place where errors become HTTP answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) {
      this.logger.error({ err: error, url: request.url }, 'a request failed after its answer had begun');
      return;
    }
    const { status } = sendProblem(error, request, reply);
    if (status >= 500) {
      const level = status === 500 ? 'error' : 'warn';
      this.logger[level](
        { err: error, method: request.method, url: request.url, status },
        'a request failed',
      );
    }
  }
}
