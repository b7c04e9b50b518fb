import { ChoiceField, IdField, InstantField, NameField, TextField } from '@orrery/contracts';
import { roles, type Role } from '../access/permissions.js';

export class CreateApiKeyDto {
  @NameField({ example: 'deploy-pipeline' })
  name: string;

  @ChoiceField(roles, { example: 'operator', description: 'Never more than its owner has.' })
  role: Role;

  @NameField({
    optional: true,
    example: 'default',
    description: 'Null: every project; only for who has the role everywhere.',
  })
  project: string | null = null;

  @InstantField({ optional: true, description: 'Null: good until it is deleted.' })
  expiresAt: string | null = null;
}

export class ApiKeyDto {
  @IdField()
  id: string;

  @IdField()
  userId: string;

  @NameField()
  name: string;

  @TextField({ example: 'ork_Zk3f09aB', description: 'How the key begins.' })
  prefix: string;

  @ChoiceField(roles)
  role: Role;

  @NameField({ optional: true })
  project: string | null;

  @InstantField()
  createdAt: string;

  @InstantField({ optional: true })
  expiresAt: string | null;

  @InstantField({ optional: true, description: 'To the minute.' })
  lastUsedAt: string | null;
}

/** A key just made: the only time it is shown. */
export class NewApiKeyDto extends ApiKeyDto {
  @TextField({ description: 'To be sent as `X-API-Key`; shown only now.' })
  key: string;
}
