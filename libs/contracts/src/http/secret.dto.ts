import {
  FlagField,
  InstantField,
  IntegerField,
  ListField,
  NameField,
  TextField,
  TextsField,
} from '../fields/index.js';
import { PageQuery } from './page.js';

/** Longest value of a secret, in bytes of UTF-8. */
export const longestSecretBytes = 65_536;

/** A secret of a project. Nobody gets its value but the tasks that use it. */
export class SecretDto {
  @NameField()
  project: string;

  @NameField({ description: 'What tasks name it by.', example: 'db-password' })
  name: string;

  @TextField({ min: 0, max: 1000 })
  description: string;

  @IntegerField({ min: 1, description: 'Grows with each new value or description; the ETag.' })
  version: number;

  @IntegerField({ description: 'Tasks and workflows that use it in their newest versions.' })
  usedBy: number;

  @TextField({ max: 32, description: 'Which key of ORRERY_SECRETS_KEYS encrypts it.' })
  keyId: string;

  @InstantField()
  createdAt: string;

  @InstantField()
  updatedAt: string;

  @TextField({ description: 'Who wrote it last.' })
  updatedBy: string;
}

/** A secret as it was written. */
export class WrittenSecretDto extends SecretDto {
  @TextsField({
    max: 500,
    description:
      'What of the value logs and results would show because it is too short to be hidden, one sentence each.',
  })
  warnings: string[];
}

/** The value of a secret, new or another one. */
export class PutSecretDto {
  @TextField({
    max: longestSecretBytes,
    description: 'Any text of up to 64 KiB; encrypted at once, and never shown again.',
  })
  value: string;

  @TextField({ optional: true, min: 0, max: 1000, description: 'Absent: it stays as it is.' })
  description?: string;
}

export class SecretListQuery extends PageQuery {
  @NameField({ optional: true })
  project?: string;

  @TextField({ optional: true, max: 100, description: 'Part of the name.' })
  search?: string;
}

/** A key that seals secrets. */
export class SecretKeyDto {
  @TextField({ max: 32, description: 'What ORRERY_SECRETS_KEYS names it by.' })
  id: string;

  @IntegerField({ description: 'Secrets that it seals.' })
  secrets: number;

  @FlagField({
    description: 'Whether the master that answers has it: without it these secrets cannot be used.',
  })
  known: boolean;
}

/** How far a change of keys is. */
export class SecretKeysDto {
  @TextField({ optional: true, max: 32, description: 'What seals new secrets; null: masters have no keys.' })
  currentKey: string | null;

  @IntegerField({ description: 'Secrets that another key seals; 0: only the current one is needed.' })
  outdated: number;

  @IntegerField({
    description:
      'Of those, how many the master that answers cannot open although it has their key: they must be written again.',
  })
  unopenable: number;

  @ListField(() => SecretKeyDto)
  keys: SecretKeyDto[];
}
