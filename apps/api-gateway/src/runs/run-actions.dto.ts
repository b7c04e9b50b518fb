import { AttemptDto, ListField, TextField } from '@orrery/contracts';

export class CancelRunDto {
  @TextField({ optional: true, min: 0, max: 500, default: '', example: 'started by mistake' })
  reason: string = '';
}

export class AttemptsDto {
  @ListField(() => AttemptDto)
  items: AttemptDto[];
}
