/**
 * Loaded before a process of the product whose store is the independent server (`node --import`): takes `hint` out of what
 * is asked of the driver. That server answers a hint by decoding the whole collection, each time; without one it uses its
 * indexes. A hint says how a query is answered, never what with, and tests/store/explain.test.ts asks there for each of them.
 */
import { Collection } from 'mongodb';

const METHODS = ['find', 'findOne', 'findOneAndUpdate', 'updateOne', 'updateMany', 'deleteOne', 'deleteMany', 'countDocuments', 'aggregate'];
const without = ({ hint: _, ...rest }) => rest;

for (const name of METHODS) {
  const original = Collection.prototype[name];
  Collection.prototype[name] = function (...args) {
    // Options come last.
    return original.apply(this, args.map((each, at) => (at > 0 && at === args.length - 1 && each && !Array.isArray(each) ? without(each) : each)));
  };
}

const { bulkWrite } = Collection.prototype;
Collection.prototype.bulkWrite = function (operations, ...rest) {
  return bulkWrite.call(this, operations.map((operation) => Object.fromEntries(Object.entries(operation).map(([kind, of]) => [kind, without(of)]))), ...rest);
};
