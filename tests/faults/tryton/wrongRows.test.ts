import { describeFault } from '../support/describeFault.ts';

describeFault('tryton', 'wrongRows', [
  {
    play: 'otherRows',
    lastKnown: {
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [],
          loyaltyIds: ['L-100001'],
          account: null,
          orders: { edges: [{ node: null }, { node: { number: 'MC7CNHPA2DYTGQT6', total: { amount: '1131.24' }, views: [{ system: 'vendure', number: 'MC7CNHPA2DYTGQT6' }] } }] },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: { action: 'OPENED', campaign: 'Your coffee calendar' } }] },
          subscriptions: [{ topic: 'Marketing', status: 'SUBSCRIBED' }, { topic: 'Weekly deals', status: 'SUBSCRIBED' }],
          sources: [
            { system: 'tryton', status: 'GONE', reason: null, fetchedAt: null },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'ghost', status: 'OK', reason: null, fetchedAt: 'now' },
          ],
        },
      },
    },
    live: {
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [],
          loyaltyIds: ['L-100001'],
          account: null,
          orders: { edges: [{ node: null }, { node: { number: 'MC7CNHPA2DYTGQT6', total: { amount: '1131.24' }, views: [{ system: 'vendure', number: 'MC7CNHPA2DYTGQT6' }] } }] },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: { action: 'OPENED', campaign: 'Your coffee calendar' } }] },
          subscriptions: [{ topic: 'Marketing', status: 'SUBSCRIBED' }, { topic: 'Weekly deals', status: 'SUBSCRIBED' }],
          sources: [
            { system: 'tryton', status: 'GONE', reason: null, fetchedAt: null },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'ghost', status: 'OK', reason: null, fetchedAt: 'now' },
          ],
        },
      },
    },
  },
  {
    play: 'otherValues',
    lastKnown: {
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [],
          loyaltyIds: ['L-100001'],
          account: null,
          orders: { edges: [{ node: null }, { node: null }] },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: { action: 'OPENED', campaign: 'Your coffee calendar' } }] },
          subscriptions: [{ topic: 'Marketing', status: 'SUBSCRIBED' }, { topic: 'Weekly deals', status: 'SUBSCRIBED' }],
          sources: [
            { system: 'tryton', status: 'RELINKING', reason: null, fetchedAt: null },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'ghost', status: 'OK', reason: null, fetchedAt: 'now' },
          ],
        },
      },
    },
    live: {
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [],
          loyaltyIds: ['L-100001'],
          account: null,
          orders: { edges: [{ node: null }, { node: null }] },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: { action: 'OPENED', campaign: 'Your coffee calendar' } }] },
          subscriptions: [{ topic: 'Marketing', status: 'SUBSCRIBED' }, { topic: 'Weekly deals', status: 'SUBSCRIBED' }],
          sources: [
            { system: 'tryton', status: 'RELINKING', reason: null, fetchedAt: null },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'ghost', status: 'OK', reason: null, fetchedAt: 'now' },
          ],
        },
      },
    },
  },
]);
