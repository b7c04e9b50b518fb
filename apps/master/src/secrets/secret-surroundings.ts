import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { ProjectService } from '../definitions/project.service.js';
import { MasterLogger } from '../master-logger.js';

/** What writing a secret needs besides the secret. */
@Injectable()
export class SecretSurroundings {
  constructor(
    readonly clock: Clock,
    readonly projects: ProjectService,
    readonly log: MasterLogger,
  ) {}
}
