import type { Doc } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import { EvalContext } from '../expr/context.ts';
import { Meter } from '../planner/execute.ts';
import type { Store } from '../storage/store.ts';
import type { Cursors } from './cursors.ts';
import type { Reply } from './reply.ts';
import { assertGeneric, Fields } from './fields.ts';


/** What the server lends to a command. */
export interface Server {
  readonly store: Store;
  readonly cursors: Cursors;
  now(): Date;
}

/** One command on its way. */
export class Request {
  readonly server: Server;
  readonly name: string;
  readonly database: string;
  readonly fields: Fields;
  readonly context: EvalContext;
  readonly meter: Meter;

  constructor(server: Server, name: string, body: Doc) {
    this.server = server;
    this.name = name;
    this.fields = new Fields(body, name);
    const database = this.fields.string('$db');
    if (database === undefined) throw new MongoError(40571, 'OP_MSG requests require a $db argument');
    this.database = database;
    const maxTimeMs = assertGeneric(this.fields);
    this.meter = new Meter(maxTimeMs);
    this.context = new EvalContext(server.now());
  }

  /** `database.collection` of the collection that the command's first field names. */
  get namespace(): string {
    const collection = this.fields.doc.get(this.name);
    if (typeof collection !== 'string' || collection === '')
      throw new MongoError(73, `Invalid namespace specified for '${this.name}'`);
    return `${this.database}.${collection}`;
  }
}

/** A command of this server. */
export interface Command {
  /** Runs inside the group transaction of the writes; its answer leaves when that is on disk. */
  readonly writes?: boolean;
  readonly run: (request: Request) => Reply;
}
