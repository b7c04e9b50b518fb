import { projectStates, type ProjectState } from '@orrery/domain';
import { ChoiceField, InstantField, IntegerField, NameField, TextField } from '../fields/index.js';

export class ReplaceProjectDto {
  @TextField({ optional: true, min: 0, max: 1000, default: '' })
  description?: string;

  @IntegerField({
    optional: true,
    min: 1,
    max: 1_000,
    default: 1,
    description:
      'Its share of the room in a group of workers, beside other projects with runs of the same urgency.',
  })
  weight?: number;
}

export class CreateProjectDto extends ReplaceProjectDto {
  @NameField({ example: 'payroll' })
  name: string;
}

/** The scope of names and of permissions. */
export class ProjectDto {
  @NameField({ example: 'default' })
  name: string;

  @TextField({ min: 0, max: 1000 })
  description: string;

  @IntegerField({ min: 1, description: 'Its share of the room, beside other projects.' })
  weight: number;

  @ChoiceField(projectStates, { description: 'While it is paused, nothing in it is started.' })
  state: ProjectState;

  @InstantField()
  createdAt: string;
}
