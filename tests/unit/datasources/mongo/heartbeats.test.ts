/** What an operator reads of a server that is away. */
import { EventEmitter } from 'node:events';
import type { MongoClient } from 'mongodb';
import { tellOfHeartbeats } from '../../../../datasources/mongo/heartbeats.ts';

describe('heartbeats of a store', () => {
  it('are told of when they begin to fail and when they come again, and not each time', () => {
    const client = new EventEmitter();
    const told: string[] = [];
    tellOfHeartbeats(client as unknown as MongoClient, { warn: (fields, message) => void told.push(`${(fields as { server: string }).server} ${message}`) });
    const beat = (outcome: 'Failed' | 'Succeeded', connectionId = 'a:1'): void => void client.emit(`serverHeartbeat${outcome}`, { connectionId });
    beat('Succeeded');
    for (let times = 0; times < 5; times += 1) beat('Failed');
    beat('Failed', 'b:1');
    beat('Succeeded');
    beat('Succeeded');
    beat('Failed');
    expect(told).toEqual([
      'a:1 The store does not answer heartbeats.', 'b:1 The store does not answer heartbeats.', 'a:1 The store answers heartbeats again.', 'a:1 The store does not answer heartbeats.',
    ]);
  });
});
