import { InstantField, NameField, TextField } from '../fields/index.js';

export class CreateProjectDto {
  @NameField({ example: 'payroll' })
  name: string;

  @TextField({ optional: true, min: 0, max: 1000, default: '' })
  description?: string;
}

/** The scope of names and of permissions. */
export class ProjectDto {
  @NameField({ example: 'default' })
  name: string;

  @TextField({ min: 0, max: 1000 })
  description: string;

  @InstantField()
  createdAt: string;
}
