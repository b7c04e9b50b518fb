import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { accept, PreviewFiresDto, type CallReply, type CallRequest } from '@orrery/contracts';
import { NotFoundError } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { ScheduleStore } from '../../persistence/stores/schedule.store.js';
import { FirePreview } from './fire-preview.js';

/** Answers `schedule.preview` and `schedule.coming`. */
@Controller()
export class FirePreviewController {
  constructor(
    private readonly database: Database,
    private readonly schedules: ScheduleStore,
    private readonly foretold: FirePreview,
  ) {}

  @MessagePattern('schedule.preview')
  preview(@Payload() { body }: CallRequest<'schedule.preview'>): CallReply<'schedule.preview'> {
    return this.foretold.preview(accept(PreviewFiresDto, body));
  }

  @MessagePattern('schedule.coming')
  async coming(
    @Payload() { id, query }: CallRequest<'schedule.coming'>,
  ): Promise<CallReply<'schedule.coming'>> {
    const schedule = await this.database.run((session) => this.schedules.find(session, id));
    if (!schedule) throw NotFoundError.of('schedule', id);
    return this.foretold.coming(schedule, query.count);
  }
}
