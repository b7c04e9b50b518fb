import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Bytes of a key: AES-256. */
export const keyBytes = 32;

const version = 'v1';
/** What NIST SP 800-38D recommends for GCM. */
const ivBytes = 12;
const tagBytes = 16;
const algorithm = 'aes-256-gcm';

/** What was sealed is not what is there, or was not sealed by this key for this place. */
export class UnopenableError extends Error {}

/**
 * Seals by AES-256-GCM: `v1:<key id>:<iv>:<tag>:<ciphertext>`, the last three in base64url. Each text has an iv of its own.
 * @param place what the text belongs to, e.g. `table|column|id`: elsewhere it does not open.
 */
export function seal(key: Buffer, keyId: string, place: string, content: Buffer): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  const parts = [iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'));
  return [version, keyId, ...parts].join(':');
}

/** @throws UnopenableError for another key, another place, or a text that was changed. */
export function open(key: Buffer, keyId: string, place: string, text: string): Buffer {
  const [textVersion, textKeyId, ...parts] = text.split(':');
  const [iv, tag, sealed] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (textVersion !== version || textKeyId !== keyId || parts.length !== 3) {
    throw new UnopenableError(`is no text of the form ${version}:${keyId}:iv:tag:ciphertext`);
  }
  try {
    const decipher = createDecipheriv(algorithm, key, iv!, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(tag!);
    return Buffer.concat([decipher.update(sealed!), decipher.final()]);
  } catch {
    throw new UnopenableError('was changed, or sealed by another key or for another place');
  }
}
