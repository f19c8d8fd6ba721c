/**
 * Loaded before a process of the product whose store is the independent server (`node --import`): takes `hint` out of what
 * the driver sends. That server answers a hint by decoding the whole collection, each time; without one it uses its
 * indexes. A hint says how a query is answered, never what with, and tests/store/explain.test.ts asks there for each of them.
 */
import { createRequire } from 'node:module';

const { Connection } = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js');

const without = ({ hint: _, ...rest }) => rest;

const { command } = Connection.prototype;
Connection.prototype.command = function (namespace, sent, ...rest) {
  const { updates, deletes } = sent;
  return command.call(this, namespace, { ...without(sent), ...(updates && { updates: updates.map(without) }), ...(deletes && { deletes: deletes.map(without) }) }, ...rest);
};
