import { MongoError } from '../errors.ts';
import { aggregateCommands } from './aggregate.ts';
import { catalogCommands } from './catalog.ts';
import type { Command } from './command.ts';
import { explainCommands } from './explain.ts';
import { findAndModifyCommands } from './findAndModify.ts';
import { readCommands } from './reads.ts';
import { sessionCommands } from './session.ts';
import { writeCommands } from './writes.ts';

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ...aggregateCommands,
  ...catalogCommands,
  ...explainCommands,
  ...findAndModifyCommands,
  ...readCommands,
  ...sessionCommands,
  ...writeCommands,
]);

const transactional = ['commitTransaction', 'abortTransaction', 'prepareTransaction'];

/** @throws 59 CommandNotFound, 20 for the commands of transactions. */
export function commandNamed(name: string): Command {
  if (transactional.includes(name))
    throw new MongoError(20, 'Transaction numbers are only allowed on a replica set member or mongos');
  const command = commands.get(name);
  if (command === undefined) throw new MongoError(59, `no such command: '${name}'`);
  return command;
}
