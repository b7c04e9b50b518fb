import { AttemptSecrets } from './attempt-secrets.js';
import { KeySchedule } from './key-schedule.js';
import { SecretKeys } from './secret-keys.js';
import { SecretReferences } from './secret-references.js';
import { SecretSealer } from './secret-sealer.js';
import { SecretShelf } from './secret-shelf.js';
import { SecretSurroundings } from './secret-surroundings.js';
import { SecretService } from './secret.service.js';

/** The providers of this room. */
export const secretParts = [
  AttemptSecrets,
  KeySchedule,
  SecretKeys,
  SecretReferences,
  SecretSealer,
  SecretService,
  SecretShelf,
  SecretSurroundings,
];
