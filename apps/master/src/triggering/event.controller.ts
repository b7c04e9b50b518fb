import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { accept, PublishEventDto, type CallReply, type CallRequest } from '@orrery/contracts';
import { Database } from '@orrery/persistence';
import { ProjectService } from '../definitions/project.service.js';
import { EventIntake } from './event-intake.js';

/** Answers `event.*`. */
@Controller()
export class EventController {
  constructor(
    private readonly intake: EventIntake,
    private readonly projects: ProjectService,
    private readonly database: Database,
  ) {}

  @MessagePattern('event.publish')
  async publish(@Payload() request: CallRequest<'event.publish'>): Promise<CallReply<'event.publish'>> {
    const body = accept(PublishEventDto, request.body);
    await this.database.run((session) => this.projects.mustExist(session, body.project));
    return this.intake.publish(body, request.requestKey);
  }
}
