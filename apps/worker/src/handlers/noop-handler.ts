import { Injectable } from '@nestjs/common';
import { TaskHandler, type TaskContext } from '@orrery/worker-sdk';

/** Built in: does nothing and returns its parameters; for trying things out and for measuring. */
@Injectable()
export class NoopHandler {
  @TaskHandler('orrery.noop')
  run({ params }: TaskContext): unknown {
    return params;
  }
}
