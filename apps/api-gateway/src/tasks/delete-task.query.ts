import { ChoiceField } from '@orrery/contracts';

export class DeleteTaskQuery {
  @ChoiceField(['true', 'false'], {
    optional: true,
    description:
      'With `true` its schedules are deleted and its runs, waiting and running, cancelled as well.',
  })
  force?: 'true' | 'false';
}
