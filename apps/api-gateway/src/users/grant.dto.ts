import { ChoiceField, NameField } from '@orrery/contracts';
import { roles, type Role } from '../access/permissions.js';

/** A role, everywhere or in one project. */
export class GrantDto {
  @ChoiceField(roles, { example: 'developer' })
  role: Role;

  @NameField({ optional: true, example: 'default', description: 'Null: in every project.' })
  project: string | null = null;
}
