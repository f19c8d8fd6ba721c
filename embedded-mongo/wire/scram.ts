import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Binary, Int32, toDoc, type Doc } from '../bson/values.ts';
import { MongoError } from '../errors.ts';

/** The one user of a server on a port; its password is made per folder. */
export const userName = 'embedded';

/** Enough for a password of 256 random bits, and the least that drivers accept. */
const iterations = 4096;

const hmac = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** What the server keeps of the password (RFC 5802, section 3). */
export class Credentials {
  readonly salt = randomBytes(24);
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;

  constructor(password: string) {
    const salted = pbkdf2Sync(password, this.salt, iterations, 32, 'sha256');
    this.storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
    this.serverKey = hmac(salted, 'Server Key');
  }
}

const refused = (): MongoError => new MongoError(18, 'Authentication failed.');

/** The SCRAM-SHA-256 conversation of one connection (RFC 7677). */
export class ScramConversation {
  authenticated = false;
  private readonly credentials: Credentials;
  private step: 'start' | 'proof' | 'empty' | 'done' = 'start';
  private skipEmpty = false;
  private nonce = '';
  private transcript = '';

  constructor(credentials: Credentials) {
    this.credentials = credentials;
  }

  /** `saslStart`. @throws 18 AuthenticationFailed, 2 for another mechanism. */
  start(body: Doc): Doc {
    if (body.get('mechanism') !== 'SCRAM-SHA-256') throw new MongoError(334, 'this server knows SCRAM-SHA-256 only');
    const options = body.get('options');
    this.skipEmpty = options instanceof Map && options.get('skipEmptyExchange') === true;
    const message = payloadOf(body);
    const match = /^n,,(n=([^,]*),r=([^,]+))$/.exec(message);
    if (match === null || match[2] !== userName) throw refused();
    this.nonce = (match[3] as string) + randomBytes(18).toString('base64');
    const serverFirst = `r=${this.nonce},s=${this.credentials.salt.toString('base64')},i=${iterations}`;
    this.transcript = `${match[1] as string},${serverFirst}`;
    this.step = 'proof';
    return this.answer(serverFirst, false);
  }

  /** `saslContinue`. @throws 18 AuthenticationFailed. */
  proceed(body: Doc): Doc {
    const message = payloadOf(body);
    if (this.step === 'empty' && message === '') return this.finish('');
    const match = /^(c=biws,r=([^,]+)),p=([A-Za-z0-9+/=]+)$/.exec(message);
    if (this.step !== 'proof' || match === null || match[2] !== this.nonce) throw refused();
    this.step = 'done';
    const transcript = `${this.transcript},${match[1] as string}`;
    const proof = Buffer.from(match[3] as string, 'base64');
    const signature = hmac(this.credentials.storedKey, transcript);
    if (proof.length !== signature.length) throw refused();
    const clientKey = Buffer.from(proof.map((byte, index) => byte ^ (signature[index] as number)));
    if (!timingSafeEqual(createHash('sha256').update(clientKey).digest(), this.credentials.storedKey)) throw refused();
    const serverFinal = `v=${hmac(this.credentials.serverKey, transcript).toString('base64')}`;
    if (this.skipEmpty) return this.finish(serverFinal);
    this.step = 'empty';
    return this.answer(serverFinal, false);
  }

  private finish(payload: string): Doc {
    this.step = 'done';
    this.authenticated = true;
    return this.answer(payload, true);
  }

  private answer(payload: string, done: boolean): Doc {
    return toDoc({ conversationId: new Int32(1), done, payload: new Binary(Buffer.from(payload)) });
  }
}

function payloadOf(body: Doc): string {
  const payload = body.get('payload');
  if (!(payload instanceof Binary)) throw refused();
  return Buffer.from(payload.value()).toString('utf8');
}
